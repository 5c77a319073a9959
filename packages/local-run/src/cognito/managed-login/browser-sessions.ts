import type { Context } from '../context';
import { opaque } from '../randomness';
import { hashSecret } from '../secrets';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import type { BrowserSession } from './browser-session';

/** Source: "Managed login session cookie" in the Cognito developer guide; it cannot be changed there either. */
const LIFE_SECONDS = 3_600;

const COOKIE = 'cognito';

/** Opens a session, and names the cookie that is the key to it. A name is never used twice. */
export function openSession(user: User, pool: UserPool, context: Context): { session: BrowserSession; cookie: string } {
  const key = opaque(context.random, 32);
  const now = context.now();
  const session = { user, authenticatedAt: now, expiresAt: now + LIFE_SECONDS * 1_000 };
  pool.browserSessions.set(hashSecret(key), session, now);
  return { session, cookie: setCookie(COOKIE, key, LIFE_SECONDS) };
}

/** Whose browser this is, as long as they may still sign in. */
export function findSession(cookies: string | undefined, pool: UserPool, now: number): BrowserSession | undefined {
  const session = pool.browserSessions.get(hashSecret(readCookie(COOKIE, cookies) ?? ''));
  if (session === undefined || now >= session.expiresAt) return undefined;
  return session.user.enabled && pool.users.has(session.user) ? session : undefined;
}

/** Forgets the session; the cookie is the one that makes the browser forget it too. */
export function closeSession(cookies: string | undefined, pool: UserPool): { cookie: string } {
  pool.browserSessions.delete(hashSecret(readCookie(COOKIE, cookies) ?? ''));
  return { cookie: setCookie(COOKIE, '', 0) };
}

/**
 * No script reads it, and another site's form does not send it. `Secure` is missing because there is no https here, and
 * not every browser takes such a cookie from http://localhost.
 */
export function setCookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
}

/** The value of a cookie in the header that holds all of them. */
export function readCookie(name: string, cookies = ''): string | undefined {
  const pairs = cookies.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
