import { noInput } from './http/inputs';
import { reply, route } from './http/route';

/** GET /hello: a greeting, without authentication. */
export const handler = route(noInput, async () => reply(200, { message: 'Hello!' }));
