import { caller } from './http/inputs';
import { reply, route } from './http/route';

/** GET /admin: what only the members of a group may read. Which group stands in lib/routes.ts. */
export const handler = route(caller, async (user) => reply(200, { message: 'This is for admins only', user }));
