import { turnOffTotp } from './cognito/totp';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** DELETE /mfa/totp: the password is enough again. */
export const handler = route(accessToken, async (token) => {
  await turnOffTotp(token);
  return reply(204);
});
