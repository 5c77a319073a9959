import { turnOnTotp } from './cognito/totp';
import { TotpRequest } from './contract/requests';
import { bodyAndToken } from './http/inputs';
import { reply, route } from './http/route';

/** PUT /mfa/totp: from now on, signing in takes a code from the authenticator app that made this one. */
export const handler = route(bodyAndToken(TotpRequest), async ({ accessToken, code }) => {
  await turnOnTotp(accessToken, code);
  return reply(204);
});
