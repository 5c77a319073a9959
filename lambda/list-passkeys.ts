import { listPasskeys } from './cognito/passkeys';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** GET /passkeys: the caller's passkeys. */
export const handler = route(accessToken, async (token) => reply(200, await listPasskeys(token)));
