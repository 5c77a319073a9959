import { ExpiringMap } from '../expiring-map';
import { SecondFactor, SoftwareToken } from '../mfa/second-factor';
import { AttemptLimits } from '../users/attempt-limits';
import { Groups } from '../users/groups';
import { SignInLock } from '../users/sign-in-lock';
import { User } from '../users/user';
import { VerificationCodes } from '../users/verification-codes';
import type { Classes } from './graph';

/**
 * The classes whose instances are kept between starts, all fields of each. Add a class here when a user, a group or a pool's
 * state refers to it: without it, keeping fails, and so do the tests. Such a class has no `#` fields, which cannot be
 * listed; a new field of a listed class needs nothing but a default.
 */
export const keptClasses: Classes = {
  AttemptLimits: () => new AttemptLimits(),
  ExpiringMap: () => new ExpiringMap(),
  Groups: () => new Groups(),
  SecondFactor: () => new SecondFactor(),
  SignInLock: () => new SignInLock(),
  SoftwareToken: () => new SoftwareToken(Buffer.alloc(0)),
  User: () => new User(blankUser),
  VerificationCodes: () => new VerificationCodes(),
};

const blankUser = {
  sub: '',
  username: '',
  attributes: new Map<string, string>(),
  credential: { salt: 0n, verifier: 0n },
  status: 'CONFIRMED',
  now: 0,
} as const;
