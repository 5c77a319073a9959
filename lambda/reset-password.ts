import { resetPassword } from './cognito/passwords';
import { assertStrongPassword } from './contract/password-policy';
import { ResetPasswordRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /reset-password: sets a new password with the code from POST /forgot-password. */
export const handler = route(body(ResetPasswordRequest), async ({ username, code, newPassword }) => {
  assertStrongPassword('newPassword', newPassword);
  await resetPassword(username, code, newPassword);
  return reply(204);
});
