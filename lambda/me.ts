import { readAccount } from './cognito/accounts';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** GET /me: the caller's account, as Cognito has it now. */
export const handler = route(accessToken, async (token) => reply(200, await readAccount(token)));
