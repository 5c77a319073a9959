import { principal } from './http/inputs';
import { reply, route } from './http/route';

/** GET /secret: a message for signed-in callers, with the user from the ID token. */
export const handler = route(principal, async ({ username, sub, email }) =>
  reply(200, { message: 'This is for signed-in callers only', user: { username, sub, email } }),
);
