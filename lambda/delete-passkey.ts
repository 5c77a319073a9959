import { deletePasskey } from './cognito/passkeys';
import { PasskeyPath } from './contract/requests';
import { accessToken, inputs, pathParameters } from './http/inputs';
import { reply, route } from './http/route';

/** DELETE /passkeys/{id}: removes a passkey of the caller. */
export const handler = route(
  inputs({ accessToken, path: pathParameters(PasskeyPath) }),
  async ({ accessToken, path: { id } }) => {
    await deletePasskey(accessToken, id);
    return reply(204);
  },
);
