import type { Context } from '../context';
import { randomToken } from '../randomness';
import { hashSecret } from '../secrets';
import type { UserPool } from '../user-pool';
import type { BrowserSession } from './browser-session';
import { readCookie, setCookie } from './cookies';

/** Source: "Managed login session cookie" in the Cognito developer guide; it cannot be changed in AWS either. */
const LIFETIME_SECONDS = 3_600;

const COOKIE = 'cognito';

/** Opens a session and returns the `Set-Cookie` header of its new, random key. */
export function openSession(
  { user, provider }: Pick<BrowserSession, 'user' | 'provider'>,
  pool: UserPool,
  context: Context,
): { session: BrowserSession; cookie: string } {
  const key = randomToken(context.random, 32);
  const now = context.now();
  const expiresAt = now + LIFETIME_SECONDS * 1_000;
  const session = { user, authenticatedAt: now, expiresAt, ...(provider !== undefined && { provider }) };
  pool.browserSessions.set(hashSecret(key), session, now);
  return { session, cookie: setCookie(COOKIE, key, LIFETIME_SECONDS) };
}

/** The session of a `Cookie` header, if it has not expired and its user still exists and is enabled. */
export function findSession(cookies: string | undefined, pool: UserPool, now: number): BrowserSession | undefined {
  const session = pool.browserSessions.get(hashSecret(readCookie(COOKIE, cookies) ?? ''));
  if (session === undefined || now >= session.expiresAt) return undefined;
  return session.user.enabled && pool.users.has(session.user) ? session : undefined;
}

/** Deletes the session and returns the `Set-Cookie` header that deletes its cookie. */
export function closeSession(cookies: string | undefined, pool: UserPool): { cookie: string } {
  pool.browserSessions.delete(hashSecret(readCookie(COOKIE, cookies) ?? ''));
  return { cookie: setCookie(COOKIE, '', 0) };
}
