import { notAuthorized } from '../exceptions';
import { identitiesAttribute, type ProviderIdentity } from '../federation/identity';
import { SecondFactor } from '../mfa/second-factor';
import type { Passkey, PasskeyRegistration } from '../passkeys/passkey';
import type { Credential } from '../passwords/credentials';
import { AttemptLimits } from './attempt-limits';
import { SignInLock } from './sign-in-lock';
import { VerificationCodes } from './verification-codes';

/** The status of an account, as AdminGetUser returns it. */
export type UserStatus =
  | 'UNCONFIRMED'
  | 'CONFIRMED'
  | 'FORCE_CHANGE_PASSWORD'
  | 'RESET_REQUIRED'
  /** Created by the first sign-in with an identity provider. */
  | 'EXTERNAL_PROVIDER';

/** The data of a new account. */
export interface NewUser {
  readonly sub: string;
  /** The internal user name, which never changes: the chosen one, or `sub` where the e-mail address is the user name. */
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Undefined for a user without a password. */
  readonly credential: Credential | undefined;
  readonly status: UserStatus;
  readonly now: number;
}

/** One account. */
export class User {
  readonly sub: string;
  readonly username: string;
  readonly attributes: Map<string, string>;
  readonly createdAt: number;
  readonly codes = new VerificationCodes();
  readonly attempts = new AttemptLimits();
  readonly lock = new SignInLock();
  readonly secondFactor = new SecondFactor();
  /** Names of the user's groups, in the order of joining. */
  readonly groups = new Set<string>();
  /** By credential id, in the order of registration. */
  readonly passkeys = new Map<string, Passkey>();
  /** The latest registration of a passkey that was started and not completed. */
  passkeyRegistration: PasskeyRegistration | undefined;
  /** Whether the user chose that a passkey with user verification counts as two factors. */
  passkeysAreSecondFactor = false;
  /** Accounts of identity providers that sign in as this user, in the order of their addition. */
  identities: readonly ProviderIdentity[] = [];
  modifiedAt: number;
  status: UserStatus;
  enabled = true;
  /** Position among the pool's users, assigned by the store and never reused. */
  number = 0;
  /** The current credential first, then earlier ones; none for a user without a password. */
  credentials: readonly Credential[];
  /** The e-mail address that the latest code for VerifyUserAttribute was sent to. */
  emailToVerify: string | undefined;
  /** When the temporary password of an invited user expires, in ms. */
  temporaryUntil = 0;
  /** Sign-ins store the generation they started in: incrementing it ends all of them. */
  signInGeneration = 0;

  constructor({ sub, username, attributes, credential, status, now }: NewUser) {
    this.sub = sub;
    this.username = username;
    this.attributes = new Map([['sub', sub], ...attributes]);
    this.credentials = credential === undefined ? [] : [credential];
    this.status = status;
    this.createdAt = now;
    this.modifiedAt = now;
  }

  get email(): string | undefined {
    return this.attributes.get('email');
  }

  get verifiedEmail(): string | undefined {
    return this.attributes.get('email_verified') === 'true' ? this.email : undefined;
  }

  /** Whether the first sign-in with an identity provider created the user. */
  get isFederated(): boolean {
    return this.identities.some(({ primary }) => primary);
  }

  /** Replaces the identities, and the attribute that describes them. */
  setIdentities(identities: readonly ProviderIdentity[]): void {
    this.identities = identities;
    if (identities.length === 0) this.attributes.delete('identities');
    else this.attributes.set('identities', identitiesAttribute(identities));
  }

  endSignIns(): void {
    this.signInGeneration += 1;
  }
}

/** Throws if the account is disabled or already confirmed. */
export function assertUnconfirmed(user: User): void {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
}
