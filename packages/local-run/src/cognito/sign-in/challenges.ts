import type { Region } from '../cognito-service';
import { notAuthorized } from '../exceptions';
import type { Credential } from '../passwords/credentials';
import type { ServerKey } from '../passwords/srp';
import type { AppClient } from '../user-pool';
import type { User } from '../users/user';

/** One side of an SRP exchange, waiting for the client's proof. `user` is missing when nobody has that name. */
export interface PasswordVerifier {
  readonly name: 'PASSWORD_VERIFIER';
  readonly userId: string;
  readonly user: User | undefined;
  readonly credential: Credential;
  readonly server: ServerKey;
  readonly client: bigint;
}

/** An invited user has shown the temporary password and must choose another. */
export interface NewPasswordRequired {
  readonly name: 'NEW_PASSWORD_REQUIRED';
  readonly user: User;
  readonly credential: Credential;
}

/** A user with an authenticator app has shown the password and owes a code. */
export interface SoftwareTokenMfa {
  readonly name: 'SOFTWARE_TOKEN_MFA';
  readonly user: User;
  readonly credential: Credential;
}

type Question = PasswordVerifier | NewPasswordRequired | SoftwareTokenMfa;

/** A question that stands between a user and the tokens. */
export type Challenge = Question & {
  readonly clientId: string;
  readonly expiresAt: number;
};

type Asked<Name extends Challenge['name']> = Extract<Challenge, { name: Name }>;

/** Remembers the question; the returned session (or SRP secret block) is the key to it. */
export function ask(challenge: Question, client: AppClient, region: Region): string {
  // Standard base64: SRP clients decode the secret block and sign the bytes.
  const key = region.random(96).toString('base64');
  const expiresAt = region.now() + client.settings.sessionMinutes * 60_000;
  client.pool.challenges.set(key, { ...challenge, clientId: client.id, expiresAt }, region.now());
  return key;
}

/** The question under this key, if it was asked of this client, is of this kind and has not timed out. */
export function recall<Name extends Challenge['name']>(
  { name, key }: { name: Name; key: string },
  client: AppClient,
  now: number,
): Asked<Name> | undefined {
  const challenge = client.pool.challenges.get(key);
  if (challenge === undefined || challenge.name !== name) return undefined;
  if (challenge.clientId !== client.id || now >= challenge.expiresAt) return undefined;
  return challenge as Asked<Name>;
}

/** Whether the password that was shown at the start, or is to be proven, is still the user's. */
export function isCurrent({ user, credential }: Challenge): boolean {
  return user?.credentials[0] === credential;
}

/** What every challenge with a session answers to one that is unknown, used, timed out or somebody else's. */
export const invalidSession = () => notAuthorized('Invalid session for the user.');
