import { readAccount } from './shared/accounts';
import { reply, route } from './shared/http';
import { accessToken } from './shared/readers';

/** GET /me: the caller's own account, as Cognito has it now. */
export const handler = route(accessToken, async (token) => reply(200, await readAccount(token)));
