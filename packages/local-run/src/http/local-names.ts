/** The names by which a browser on this machine knows this machine, as `Host` and `Origin` have them. */
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether a request was sent to this machine by a name of its own. A page of another site may have its own name point
 * here (DNS rebinding), and then counts as of the same origin.
 */
export function isLocalHost(host = ''): boolean {
  return LOCAL.test(host);
}

/** Whether a page comes from this machine. */
export function isLocalOrigin(origin = ''): boolean {
  return LOCAL.test(origin.replace(/^https?:\/\//, ''));
}
