import type { IncomingHttpHeaders } from 'node:http';

/** Host names of the loopback interface, with or without a port, as in `Host` and `Origin`. */
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether a `Host` header names this machine. Any other name may belong to a web site whose DNS entry points to this
 * machine (DNS rebinding): for the browser, its pages and this server then have the same origin.
 */
export function isLocalHost(host = ''): boolean {
  return LOCAL.test(host);
}

/** Whether an `Origin` header names this machine. */
export function isLocalOrigin(origin = ''): boolean {
  return LOCAL.test(origin.replace(/^https?:\/\//, ''));
}

/**
 * Whether a request comes from a page of this server, or from a program that is not a browser. A browser sends `Origin` with
 * each POST, PUT and DELETE of a page, and `Sec-Fetch-Site: none` for an address that the developer has typed.
 */
export function isSameOrigin({ host, origin, 'sec-fetch-site': site = 'none' }: IncomingHttpHeaders): boolean {
  return (origin === undefined || origin === `http://${host}`) && (site === 'same-origin' || site === 'none');
}

/**
 * Why a request that reads or changes what only the developer may is refused: it comes from a web site. Undefined if it does not.
 */
export function webSiteRefusal(headers: IncomingHttpHeaders): string | undefined {
  if (!isLocalHost(headers.host)) return 'The Host header must name this machine, such as localhost:3000.';
  if (isSameOrigin(headers)) return undefined;
  return 'A page of another origin cannot use this endpoint. Call it from the code of the test.';
}
