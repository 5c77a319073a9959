import { identity } from './http/inputs';
import { reply, route } from './http/route';

/** GET /private: what is signed with the credentials of an identity, and proof that the API knows whose they are. */
export const handler = route(identity, async (identityId) => reply(200, { message: `Hello ${identityId}!` }));
