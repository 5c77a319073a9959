import type { Context } from '../context';
import { notAuthorized } from '../exceptions';
import { type Random, randomToken } from '../randomness';
import { hashSecret } from '../secrets';
import type { AppClient, UserPool } from '../user-pool';
import { type Challenge, isCurrent, type NewChallenge } from './challenge';
import { type Parameters, required } from './parameters';

/** Gives a session of 1,544 characters. AWS's have about 1,500, too many for some URLs and database columns. */
const SESSION_BYTES = 1_155;

/**
 * A new session. It begins as those of AWS (the examples of RespondToAuthChallenge in its API reference), so that none begins with a
 * dash: the AWS CLI would take it for an option.
 */
export const newSession = (random: Random) => `AYAB${randomToken(random, SESSION_BYTES)}`;

/** Stores a challenge and returns its key: the session, or for SRP the secret block. */
export function issueChallenge(challenge: NewChallenge, client: AppClient, context: Context): string {
  // SRP clients decode the secret block, which is in standard base64, and sign the bytes.
  const key =
    challenge.name === 'PASSWORD_VERIFIER' ? context.random(96).toString('base64') : newSession(context.random);
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

/** The challenge MFA_SETUP of a session, and its client: the operations that add an app have no client id. */
export function findSetup(session: string, pools: readonly UserPool[]) {
  for (const pool of pools) {
    const clientId = pool.challenges.get(hashSecret(session))?.clientId;
    const client = clientId === undefined ? undefined : pool.clients.get(clientId);
    if (client === undefined) continue;
    const challenge = findChallenge({ name: 'MFA_SETUP', key: session }, client);
    if (challenge !== undefined) return { challenge, client };
  }
  return undefined;
}

/** The name of a challenge that is answered with its session. */
export type SessionChallengeName = Exclude<Challenge['name'], 'PASSWORD_VERIFIER'>;

/** A response that has the session of its challenge. */
export interface SessionResponse {
  readonly session: string | undefined;
  readonly responses: Parameters;
}

/** The challenge of a session. Throws unless the session is valid and of the named user. */
export function challengeOfSession<Name extends SessionChallengeName>(
  name: Name,
  { session = '', responses }: SessionResponse,
  { client, context }: { client: AppClient; context: Context },
): Extract<Challenge, { name: Name }> {
  const challenge = findChallenge({ name, key: session }, client);
  if (challenge === undefined || !isOfUser(challenge, required(responses, 'USERNAME'), client)) throw invalidSession();
  assertUsable(challenge, context.now());
  return challenge;
}

/** Throws if the session was used or has expired, or the password has changed since. */
export function assertUsable(challenge: Challenge, now: number): void {
  if (challenge.used) throw usedSession();
  if (now >= challenge.expiresAt) throw expiredSession();
  if (!isCurrent(challenge)) throw invalidSession();
}

function isOfUser(challenge: Challenge, username: string, { pool }: AppClient): boolean {
  const user = pool.users.find(username);
  if (user !== undefined || challenge.user !== undefined) return user === challenge.user;
  return 'account' in challenge && pool.users.fold(challenge.account.username) === pool.users.fold(username);
}

/** For a session that is unknown, or issued for another user or client. */
export const invalidSession = () => notAuthorized('Invalid session for the user.');

/** For a session that was used. */
const usedSession = () => notAuthorized('Invalid session for the user, session can only be used once.');

/** For a session whose time is over. */
export const expiredSession = () => notAuthorized('Invalid session for the user, session is expired.');
