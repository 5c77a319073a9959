import { reply, route } from './shared/http';
import { bodyAndToken } from './shared/readers';
import { TotpRequest } from './shared/requests';
import { turnOnTotp } from './shared/totp';

/** PUT /mfa/totp: from now on, signing in takes a code from the authenticator app that made this one. */
export const handler = route(bodyAndToken(TotpRequest), async ({ accessToken, code }) => {
  await turnOnTotp(accessToken, code);
  return reply(204);
});
