import { caller } from './http/inputs';
import { reply, route } from './http/route';

/** GET /secret: what only signed-in callers may read, and proof that the API knows who they are. */
export const handler = route(caller, async (user) =>
  reply(200, { message: 'This is for signed-in callers only', user }),
);
