import { changePassword } from './cognito/passwords';
import { requireStrongPassword } from './contract/new-password';
import { ChangePasswordRequest } from './contract/requests';
import { bodyAndToken } from './http/inputs';
import { Problem, reply, route } from './http/route';

/** POST /change-password: replaces the caller's password, for who still knows the present one. */
export const handler = route(
  bodyAndToken(ChangePasswordRequest),
  async ({ accessToken, currentPassword, newPassword }) => {
    requireStrongPassword('newPassword', newPassword);
    if (newPassword === currentPassword) throw new Problem('password_reused');
    await changePassword(accessToken, currentPassword, newPassword);
    return reply(204);
  },
);
