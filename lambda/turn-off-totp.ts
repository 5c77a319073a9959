import { reply, route } from './shared/http';
import { accessToken } from './shared/readers';
import { turnOffTotp } from './shared/totp';

/** DELETE /mfa/totp: the password is enough again. */
export const handler = route(accessToken, async (token) => {
  await turnOffTotp(token);
  return reply(204);
});
