import { relyingPartyOf } from '../passkeys/relying-party';
import type { AppClient, UserPool } from '../user-pool';
import type { User } from '../users/user';
import { type FirstFactor, firstFactorNames } from './first-factor';

/**
 * What a user can sign in with. A user with a second factor can use neither codes nor passkeys as the first one, except
 * passkeys that count as two factors. A user with a temporary password must replace it first.
 * Sources: "Passwordless" in the Amplify documentation; WebAuthnMfaSettingsType in the API reference. That a code needs a
 * verified address is an assumption, and that a user of an identity provider has no other way to sign in until an administrator sets a
 * password.
 */
export function firstFactorsOf(user: User, pool: UserPool): FirstFactor[] {
  const { settings } = pool;
  const passwordFirst = user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER';
  const singleFactor = !user.secondFactor.enabled && !settings.requiresSecondFactor;
  const allowsPasskey = offersPasskeys(pool) && (singleFactor || passkeysCountTwice(user, pool));
  const available = {
    PASSWORD_SRP: user.credentials.length > 0,
    PASSWORD: user.credentials.length > 0,
    EMAIL_OTP: !passwordFirst && singleFactor && settings.allowsEmailCode && user.verifiedEmail !== undefined,
    WEB_AUTHN: !passwordFirst && allowsPasskey && user.passkeys.size > 0,
  };
  return firstFactorNames.filter((name) => available[name]);
}

/** Whether users of the pool may sign in with passkeys. */
const offersPasskeys = (pool: UserPool) => pool.settings.passkeys.allowed && relyingPartyOf(pool) !== undefined;

/** Whether a passkey with user verification is enough where a second factor is required. The user needs another one too. */
export function passkeysCountTwice(user: User, { settings }: UserPool): boolean {
  return settings.passkeys.countAsTwoFactors && user.passkeysAreSecondFactor && user.secondFactor.enabled;
}

/**
 * The factors of a user who does not exist: those of a user without a second factor who may have a passkey. They are the same at
 * each call for the same name. AWS answers with a random selection from the factors of the pool.
 * Source: "Managing user existence error responses" in the Cognito developer guide.
 */
export function simulatedFirstFactors(username: string, { pool }: AppClient): FirstFactor[] {
  const { allowsEmailCode, passkeys, requiresSecondFactor } = pool.settings;
  const [byte = 0] = pool.pseudorandom('factors', username);
  const available = {
    PASSWORD_SRP: true,
    PASSWORD: true,
    EMAIL_OTP: allowsEmailCode && !requiresSecondFactor,
    WEB_AUTHN: offersPasskeys(pool) && (passkeys.countAsTwoFactors || !requiresSecondFactor) && byte % 2 === 0,
  };
  return firstFactorNames.filter((name) => available[name]);
}
