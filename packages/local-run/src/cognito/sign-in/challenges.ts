import type { Context } from '../context';
import { notAuthorized } from '../exceptions';
import type { AppClient } from '../user-pool';
import type { Challenge, NewChallenge } from './challenge';

/** Stores a challenge and returns its key: the session, or for SRP the secret block. */
export function issueChallenge(challenge: NewChallenge, client: AppClient, context: Context): string {
  // Standard base64: SRP clients decode the secret block and sign the bytes.
  const key = context.random(96).toString('base64');
  const expiresAt = context.now() + client.settings.sessionMinutes * 60_000;
  client.pool.challenges.set(key, { ...challenge, clientId: client.id, expiresAt }, context.now());
  return key;
}

/** The challenge of this key, if it has this name, was issued to this client and has not expired. */
export function findChallenge<Name extends Challenge['name']>(
  { name, key }: { name: Name; key: string },
  client: AppClient,
  now: number,
): Extract<Challenge, { name: Name }> | undefined {
  const challenge = client.pool.challenges.get(key);
  if (challenge === undefined || challenge.name !== name) return undefined;
  if (challenge.clientId !== client.id || now >= challenge.expiresAt) return undefined;
  return challenge as Extract<Challenge, { name: Name }>;
}

/** For a session that is unknown, used, expired or issued for another user or client. */
export const invalidSession = () => notAuthorized('Invalid session for the user.');
