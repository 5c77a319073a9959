import { enableTotp } from './cognito/totp';
import { TotpRequest } from './contract/requests';
import { accessToken, body, inputs } from './http/inputs';
import { reply, route } from './http/route';

/** PUT /mfa/totp: enables TOTP for the caller, with a code from the authenticator app. */
export const handler = route(
  inputs({ accessToken, body: body(TotpRequest) }),
  async ({ accessToken, body: { code } }) => {
    await enableTotp(accessToken, code);
    return reply(204);
  },
);
