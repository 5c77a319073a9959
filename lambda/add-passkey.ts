import { addPasskey } from './cognito/passkeys';
import { PasskeyRequest } from './contract/requests';
import { accessToken, body, inputs } from './http/inputs';
import { reply, route } from './http/route';

/** PUT /passkeys: adds the passkey that the caller's browser has created. */
export const handler = route(
  inputs({ accessToken, body: body(PasskeyRequest) }),
  async ({ accessToken, body: { credential } }) => {
    await addPasskey(accessToken, credential);
    return reply(204);
  },
);
