import type { Credential } from '../passwords/credentials';
import type { ServerKey } from '../passwords/srp';
import type { User } from '../users/user';
import type { FirstFactor } from './first-factor';

/** An SRP exchange that waits for the client's proof. `user` is undefined when the user does not exist. */
export interface PasswordVerifier {
  readonly name: 'PASSWORD_VERIFIER';
  readonly userId: string;
  readonly user: User | undefined;
  readonly credential: Credential;
  readonly server: ServerKey;
  readonly client: bigint;
}

/** The account that a choice-based sign-in is for. `user` is undefined when the user does not exist. */
export interface Account {
  /** The name that the client gave. */
  readonly username: string;
  readonly user: User | undefined;
  /** What the user can sign in with, or could if the user existed. */
  readonly factors: readonly FirstFactor[];
}

/** The first step of a choice-based sign-in. */
interface FirstStep {
  readonly account: Account;
  readonly user: User | undefined;
  readonly credential: Credential | undefined;
}

/** The user must choose a first factor. */
export interface SelectChallenge extends FirstStep {
  readonly name: 'SELECT_CHALLENGE';
}

/** The user must give the password. */
export interface PasswordRequired extends FirstStep {
  readonly name: 'PASSWORD';
}

/** The client must begin an SRP exchange. */
export interface PasswordSrpRequired extends FirstStep {
  readonly name: 'PASSWORD_SRP';
}

/** The user must give the code of an e-mail. */
export interface EmailCode extends FirstStep {
  readonly name: 'EMAIL_OTP';
  /** Undefined when the user does not exist: then every code is wrong. */
  readonly code: string | undefined;
  wrongCodes: number;
}

/** The user must use a passkey. */
export interface PasskeyRequired extends FirstStep {
  readonly name: 'WEB_AUTHN';
  /** In base64url. */
  readonly challenge: string;
  readonly relyingPartyId: string;
  readonly userVerification: 'preferred' | 'required';
}

/** An invited user has given the temporary password and must choose a new one. */
export interface NewPasswordRequired {
  readonly name: 'NEW_PASSWORD_REQUIRED';
  readonly user: User;
  readonly credential: Credential | undefined;
}

/** A user with an authenticator app has given the first factor and must give a code. */
export interface SoftwareTokenMfa {
  readonly name: 'SOFTWARE_TOKEN_MFA';
  readonly user: User;
  readonly credential: Credential | undefined;
}

/** A user without a second factor has given the first one, in a pool that requires two. */
export interface MfaSetup {
  readonly name: 'MFA_SETUP';
  readonly user: User;
  readonly credential: Credential | undefined;
  /** Whether an authenticator app was verified by VerifySoftwareToken with an earlier session of this sign-in. */
  readonly verified: boolean;
}

/** A challenge before it is issued. */
export type NewChallenge =
  | PasswordVerifier
  | SelectChallenge
  | PasswordRequired
  | PasswordSrpRequired
  | EmailCode
  | PasskeyRequired
  | NewPasswordRequired
  | SoftwareTokenMfa
  | MfaSetup;

/** A challenge that a client has to answer. */
export type Challenge = NewChallenge & {
  readonly clientId: string;
  readonly expiresAt: number;
  /** Set when its session has been used up: then a further response is an error of its own. */
  used: boolean;
};

/** Whether the user's password has not changed since the challenge was issued. */
export function isCurrent({ user, credential }: Challenge): boolean {
  return user?.credentials[0] === credential;
}
