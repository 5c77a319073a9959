import { changePassword } from './cognito/passwords';
import { Problem } from './contract/problems';
import { ChangePasswordRequest } from './contract/requests';
import { accessToken, body, inputs } from './http/inputs';
import { assertStrongPassword } from './http/new-password';
import { reply, route } from './http/route';

/** POST /change-password: replaces the caller's password. Requires the current one. Ends all sessions by default. */
export const handler = route(
  inputs({ accessToken, body: body(ChangePasswordRequest) }),
  async ({ accessToken, body: { currentPassword, newPassword, signOutEverywhere = true } }) => {
    assertStrongPassword('newPassword', newPassword);
    if (newPassword === currentPassword) throw new Problem('password_reused');
    await changePassword(accessToken, { currentPassword, newPassword, keepSessions: !signOutEverywhere });
    return reply(204);
  },
);
