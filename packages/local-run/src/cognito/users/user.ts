import { notAuthorized } from '../exceptions';
import { SecondFactor } from '../mfa/second-factor';
import type { Credential } from '../passwords/credentials';
import { AttemptLimits } from './attempt-limits';
import { SignInLock } from './sign-in-lock';
import { VerificationCodes } from './verification-codes';

/** The status of an account, as AdminGetUser returns it. */
export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

/** The data of a new account. */
export interface NewUser {
  readonly sub: string;
  /** The internal user name, which never changes: the chosen one, or `sub` where the e-mail address is the user name. */
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly credential: Credential;
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
  modifiedAt: number;
  status: UserStatus;
  enabled = true;
  /** Position among the pool's users, assigned by the store and never reused. */
  number = 0;
  /** The current credential first, then earlier ones. */
  credentials: readonly [Credential, ...Credential[]];
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
    this.credentials = [credential];
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
