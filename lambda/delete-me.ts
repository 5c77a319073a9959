import { closeAccount } from './shared/accounts';
import { reply, route } from './shared/http';
import { accessToken } from './shared/readers';

/** DELETE /me: closes the caller's account for good. */
export const handler = route(accessToken, async (token) => {
  await closeAccount(token);
  return reply(204);
});
