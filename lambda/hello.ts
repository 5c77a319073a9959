import { nothing } from './http/inputs';
import { reply, route } from './http/route';

/** GET /hello: what anybody may read, as the counterpart of /secret. */
export const handler = route(nothing, async () => reply(200, { message: 'Hello, stranger!' }));
