import { principal } from './http/inputs';
import { reply, route } from './http/route';

/** GET /admin: a message for members of a group. lib/routes.ts names the group. */
export const handler = route(principal, async ({ username, sub, email }) =>
  reply(200, { message: 'This is for admins only', user: { username, sub, email } }),
);
