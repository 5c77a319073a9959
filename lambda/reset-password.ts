import { resetPassword } from './cognito/passwords';
import { ResetPasswordRequest } from './contract/requests';
import { body } from './http/inputs';
import { assertStrongPassword } from './http/new-password';
import { reply, route } from './http/route';

/** POST /reset-password: sets a new password with the code from POST /forgot-password, and ends all sessions. */
export const handler = route(body(ResetPasswordRequest), async ({ username, code, newPassword }) => {
  assertStrongPassword('newPassword', newPassword);
  await resetPassword(username, code, newPassword);
  return reply(204);
});
