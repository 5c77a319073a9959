import { z } from 'zod/mini';
import { firstFactorsOf } from '../sign-in/first-factors';
import { verifyAccessToken } from '../tokens/tokens';
import type { UserPool } from '../user-pool';
import { attributeList } from '../users/accounts';
import type { User } from '../users/user';
import { shapes } from './input';
import { publicOperation } from './operation';

const Input = z.object({ AccessToken: shapes.accessToken });

/** The token's user, with the attributes that the client may read. */
export const getUser = publicOperation(Input, async ({ AccessToken }, service) => {
  const { client, signIn } = await verifyAccessToken(AccessToken, service);
  const { user } = signIn;
  const UserAttributes = attributeList(user, client.settings.readable);
  return { Username: user.username, UserAttributes, ...user.mfaPreference };
});

/**
 * What the token's user can sign in with. Source: get-user-auth-factors in the AWS CLI's examples and
 * `ConfiguredUserAuthFactors` in the API reference.
 */
export const getUserAuthFactors = publicOperation(Input, async ({ AccessToken }, service) => {
  const { client, signIn } = await verifyAccessToken(AccessToken, service);
  const { user } = signIn;
  return describeFactors(user, client.pool);
});

/** What a user can sign in with: PASSWORD includes SRP. */
export function describeFactors(user: User, pool: UserPool) {
  return {
    Username: user.username,
    ConfiguredUserAuthFactors: firstFactorsOf(user, pool).filter((factor) => factor !== 'PASSWORD_SRP'),
    ...user.mfaPreference,
  };
}

/** Deletes the token's user. */
export const deleteUser = publicOperation(Input, async ({ AccessToken }, service) => {
  const { client, signIn } = await verifyAccessToken(AccessToken, service);
  client.pool.users.remove(signIn.user);
  return {};
});

/** Ends all sign-ins of the token's user, on all devices. */
export const globalSignOut = publicOperation(Input, async ({ AccessToken }, service) => {
  const { signIn } = await verifyAccessToken(AccessToken, service);
  signIn.user.endSignIns();
  return {};
});
