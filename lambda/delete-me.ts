import { closeAccount } from './cognito/accounts';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** DELETE /me: closes the caller's account for good. */
export const handler = route(accessToken, async (token) => {
  await closeAccount(token);
  return reply(204);
});
