import { reply, route } from './shared/http';
import { nothing } from './shared/readers';

/** GET /hello: what anybody may read, as the counterpart of /secret. */
export const handler = route(nothing, async () => reply(200, { message: 'Hello, stranger!' }));
