import type { Context } from '../context';
import { CognitoException } from '../exceptions';
import { secondsIn } from '../settings/read-settings';
import type { UserPool } from '../user-pool';
import { simulatedCredential } from '../users/unknown-users';
import type { User } from '../users/user';
import { createCredential, matches } from './credentials';
import { assertPasswordPolicy } from './password-policy';

/** Whether this is the user's current password. It takes as long for a user without a password. */
export function isCurrentPassword(user: User, password: string, pool: UserPool): boolean {
  const credential = user.credentials[0] ?? simulatedCredential(user.username, { pool });
  return matches(password, credential, { poolId: pool.id, userId: user.username });
}

/** What `setPassword` changes. */
interface PasswordChange {
  readonly user: User;
  readonly password: string;
  readonly pool: UserPool;
}

/** Sets a password. Throws unless it meets the pool's password policy and differs from the latest passwords. */
export function setPassword({ user, password, pool }: PasswordChange, context: Context): void {
  assertPasswordPolicy(password, pool.settings.passwordPolicy);
  const owner = { poolId: pool.id, userId: user.username };
  const remembered = user.credentials.slice(0, pool.settings.passwordHistory);
  if (remembered.some((credential) => matches(password, credential, owner))) {
    const message = 'Password has previously been used. Please choose a different password.';
    throw new CognitoException('PasswordHistoryPolicyViolationException', message);
  }
  user.credentials = [createCredential(password, owner, context.random), ...remembered];
  user.modifiedAt = context.now();
}

/** A password that an administrator set expires after the number of days in the pool's password policy. */
export function setTemporaryPasswordExpiry(user: User, { settings }: UserPool, context: Context): void {
  user.temporaryUntil = context.now() + settings.temporaryPasswordDays * secondsIn.days * 1_000;
}
