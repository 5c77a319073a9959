import { changePassword } from './cognito/passwords';
import { assertStrongPassword } from './contract/password-policy';
import { Problem } from './contract/problems';
import { ChangePasswordRequest } from './contract/requests';
import { bodyAndAccessToken } from './http/inputs';
import { reply, route } from './http/route';

/** POST /change-password: replaces the caller's password. Requires the current one. */
export const handler = route(
  bodyAndAccessToken(ChangePasswordRequest),
  async ({ accessToken, currentPassword, newPassword }) => {
    assertStrongPassword('newPassword', newPassword);
    if (newPassword === currentPassword) throw new Problem('password_reused');
    await changePassword(accessToken, currentPassword, newPassword);
    return reply(204);
  },
);
