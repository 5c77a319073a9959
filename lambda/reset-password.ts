import { resetPassword } from './cognito/passwords';
import { requireStrongPassword } from './contract/new-password';
import { ResetPasswordRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /reset-password: sets a new password with the code that was sent. */
export const handler = route(body(ResetPasswordRequest), async ({ username, code, newPassword }) => {
  requireStrongPassword('newPassword', newPassword);
  await resetPassword(username, code, newPassword);
  return reply(204);
});
