import { startPasskey } from './cognito/passkeys';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** POST /passkeys: the options with which the caller's browser creates a passkey. PUT /passkeys adds it. */
export const handler = route(accessToken, async (token) => reply(200, { options: await startPasskey(token) }));
