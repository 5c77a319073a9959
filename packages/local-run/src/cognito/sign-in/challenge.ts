import type { Credential } from '../passwords/credentials';
import type { ServerKey } from '../passwords/srp';
import type { User } from '../users/user';

/** An SRP exchange that waits for the client's proof. `user` is undefined when the user does not exist. */
export interface PasswordVerifier {
  readonly name: 'PASSWORD_VERIFIER';
  readonly userId: string;
  readonly user: User | undefined;
  readonly credential: Credential;
  readonly server: ServerKey;
  readonly client: bigint;
}

/** An invited user has given the temporary password and must choose a new one. */
export interface NewPasswordRequired {
  readonly name: 'NEW_PASSWORD_REQUIRED';
  readonly user: User;
  readonly credential: Credential;
}

/** A user with an authenticator app has given the password and must give a code. */
export interface SoftwareTokenMfa {
  readonly name: 'SOFTWARE_TOKEN_MFA';
  readonly user: User;
  readonly credential: Credential;
}

/** A challenge before it is issued. */
export type NewChallenge = PasswordVerifier | NewPasswordRequired | SoftwareTokenMfa;

/** A challenge that a client has to answer. */
export type Challenge = NewChallenge & {
  readonly clientId: string;
  readonly expiresAt: number;
  /** Set when its session has been used up: then a further response is an error of its own. */
  used: boolean;
};

/** Whether the password that began the challenge is still the user's. */
export function isCurrent({ user, credential }: Challenge): boolean {
  return user?.credentials[0] === credential;
}
