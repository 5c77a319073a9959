import { enableTotp } from './cognito/totp';
import { TotpRequest } from './contract/requests';
import { bodyAndAccessToken } from './http/inputs';
import { reply, route } from './http/route';

/** PUT /mfa/totp: enables TOTP for the caller, with a code from the authenticator app. */
export const handler = route(bodyAndAccessToken(TotpRequest), async ({ accessToken, code }) => {
  await enableTotp(accessToken, code);
  return reply(204);
});
