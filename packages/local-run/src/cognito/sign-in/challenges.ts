import type { Context } from '../context';
import { notAuthorized } from '../exceptions';
import { randomToken } from '../randomness';
import { hashSecret } from '../secrets';
import type { AppClient } from '../user-pool';
import type { Challenge, NewChallenge } from './challenge';

/** Gives a session of 1,544 characters. AWS's have about 1,500, too many for some URLs and database columns. */
const SESSION_BYTES = 1_158;

/** Stores a challenge and returns its key: the session, or for SRP the secret block. */
export function issueChallenge(challenge: NewChallenge, client: AppClient, context: Context): string {
  // SRP clients decode the secret block, which is in standard base64, and sign the bytes.
  const key =
    challenge.name === 'PASSWORD_VERIFIER'
      ? context.random(96).toString('base64')
      : randomToken(context.random, SESSION_BYTES);
  const expiresAt = context.now() + client.settings.sessionMinutes * 60_000;
  client.pool.challenges.set(
    hashSecret(key),
    { ...challenge, clientId: client.id, expiresAt, used: false },
    context.now(),
  );
  return key;
}

/** The challenge of this key, used, expired or not, if it has this name and was issued to this client. */
export function findChallenge<Name extends Challenge['name']>(
  { name, key }: { name: Name; key: string },
  client: AppClient,
): Extract<Challenge, { name: Name }> | undefined {
  const challenge = client.pool.challenges.get(hashSecret(key));
  if (challenge === undefined || challenge.name !== name || challenge.clientId !== client.id) return undefined;
  return challenge as Extract<Challenge, { name: Name }>;
}

/** For a session that is unknown, or issued for another user or client. */
export const invalidSession = () => notAuthorized('Invalid session for the user.');

/** For a session that was used. */
export const usedSession = () => notAuthorized('Invalid session for the user, session can only be used once.');

/** For a session whose time is over. */
export const expiredSession = () => notAuthorized('Invalid session for the user, session is expired.');
