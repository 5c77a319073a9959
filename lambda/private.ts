import { signatureIdentity } from './http/inputs';
import { reply, route } from './http/route';

/** GET /private: greets the caller of a signed request by its identity id. */
export const handler = route(signatureIdentity, async (identityId) => reply(200, { message: `Hello ${identityId}!` }));
