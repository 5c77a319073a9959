import { Problem, reply, route } from './shared/http';
import { requireStrongPassword } from './shared/new-password';
import { changePassword } from './shared/passwords';
import { bodyAndToken } from './shared/readers';
import { ChangePasswordRequest } from './shared/requests';

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
