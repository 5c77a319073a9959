import { readUser } from './cognito/accounts';
import { accessToken, inputs, sub } from './http/inputs';
import { reply, route } from './http/route';

/** GET /me: the caller's account, as Cognito has it now. */
export const handler = route(inputs({ accessToken, sub }), async ({ accessToken, sub }) =>
  reply(200, { ...(await readUser(accessToken)), sub }),
);
