import { reply, route } from './shared/http';
import { requireStrongPassword } from './shared/new-password';
import { resetPassword } from './shared/passwords';
import { body } from './shared/readers';
import { ResetPasswordRequest } from './shared/requests';

/** POST /reset-password: sets a new password with the code that was sent. */
export const handler = route(body(ResetPasswordRequest), async ({ username, code, newPassword }) => {
  requireStrongPassword('newPassword', newPassword);
  await resetPassword(username, code, newPassword);
  return reply(204);
});
