import { disableTotp } from './cognito/totp';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** DELETE /mfa/totp: disables TOTP for the caller. */
export const handler = route(accessToken, async (token) => {
  await disableTotp(token);
  return reply(204);
});
