import { deleteAccount } from './cognito/accounts';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** DELETE /me: deletes the caller's account. */
export const handler = route(accessToken, async (token) => {
  await deleteAccount(token);
  return reply(204);
});
