import type { Context } from '../context';
import { CognitoException } from '../exceptions';
import { secondsIn } from '../settings/read-settings';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { createCredential, matches } from './credentials';
import { refuseWeakPassword } from './password-policy';

/** Whether this is the user's present password. */
export function isPasswordOf(user: User, password: string, pool: UserPool): boolean {
  return matches(password, user.credentials[0], { poolId: pool.id, userId: user.username });
}

/** Sets a password the user has chosen, or refuses one that the pool's policy does not allow. */
export function changePassword(user: User, password: string, pool: UserPool, context: Context): void {
  refuseWeakPassword(password, pool.settings.passwordPolicy);
  const owner = { poolId: pool.id, userId: user.username };
  const remembered = user.credentials.slice(0, pool.settings.passwordHistory);
  if (remembered.some((credential) => matches(password, credential, owner))) {
    const message = 'Password has previously been used. Please choose a different password.';
    throw new CognitoException('PasswordHistoryPolicyViolationException', message);
  }
  user.credentials = [createCredential(password, owner, context.random), ...remembered];
  user.modifiedAt = context.now();
}

/** A password that somebody else has chosen is good for the days that the pool's policy says. */
export function limitTemporaryPassword(user: User, { settings }: UserPool, context: Context): void {
  user.temporaryUntil = context.now() + settings.temporaryPasswordDays * secondsIn.days * 1_000;
}
