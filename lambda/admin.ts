import { reply, route } from './shared/http';
import { caller } from './shared/readers';

/** GET /admin: what only the members of a group may read. Which group stands in lib/routes.ts. */
export const handler = route(caller, async (user) => reply(200, { message: 'This is for admins only', user }));
