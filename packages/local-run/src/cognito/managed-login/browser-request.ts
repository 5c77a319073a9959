import type { Random } from '../randomness';
import { randomToken } from '../randomness';
import { secretsEqual } from '../secrets';
import { readCookie, setCookie } from './cookies';

/** A request of a browser. */
export interface BrowserRequest {
  readonly query: URLSearchParams;
  /** `Cookie` header. */
  readonly cookies: string | undefined;
  /** `Host` header. */
  readonly host: string;
  /** Form fields; none for a GET. */
  readonly body: URLSearchParams;
}

const CSRF_COOKIE = 'XSRF-TOKEN';

/** Name of the form field with the token. */
export const CSRF_FIELD = '_csrf';

/** The token of a form, and the cookie with the same token: another site knows neither. Open tabs share the token. */
export function csrfToken({ cookies }: BrowserRequest, random: Random): { token: string; cookie: string } {
  const previous = readCookie(CSRF_COOKIE, cookies) ?? '';
  const token = /^[\w-]{43}$/.test(previous) ? previous : randomToken(random, 32);
  return { token, cookie: setCookie(CSRF_COOKIE, token, 3_600) };
}

/** Whether a submitted form has the token of the browser's cookie. */
export function hasCsrfToken({ cookies, body }: BrowserRequest): boolean {
  const cookie = readCookie(CSRF_COOKIE, cookies) ?? '';
  return cookie !== '' && secretsEqual(cookie, body.get(CSRF_FIELD) ?? '');
}

/** A form field without spaces around it. */
export function fieldOf({ body }: BrowserRequest, name: string): string {
  return (body.get(name) ?? '').trim();
}
