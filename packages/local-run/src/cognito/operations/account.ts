import { z } from 'zod/mini';
import { authenticate } from '../tokens/tokens';
import { attributeList } from '../users/accounts';
import { shapes } from './input';
import { open } from './operation';

const Input = z.object({ AccessToken: shapes.accessToken });

/** What the client may read of whoever holds the token. */
export const getUser = open(Input, async ({ AccessToken }, service) => {
  const { client, signIn } = await authenticate(AccessToken, service);
  const { user } = signIn;
  const UserAttributes = attributeList(user, client.settings.readable);
  return { Username: user.username, UserAttributes, ...user.secondFactor.preference };
});

/** Closes the account for good. */
export const deleteUser = open(Input, async ({ AccessToken }, service) => {
  const { client, signIn } = await authenticate(AccessToken, service);
  client.pool.users.remove(signIn.user);
  return {};
});

/** Ends every sign-in of the user, on all devices. */
export const globalSignOut = open(Input, async ({ AccessToken }, service) => {
  const { signIn } = await authenticate(AccessToken, service);
  signIn.user.endSignIns();
  return {};
});
