/**
 * The address of the API.
 *
 * @typedef {object} ApiAddress
 * @property {string} base such as `http://localhost:3000` or `https://….amazonaws.com/dev`, without a trailing slash
 * @property {boolean} local whether the local run that serves this page also serves the API: only then there is a mailbox
 */

/**
 * Parses `?api=`. Without it, the origin of the page serves the API. An error is a sentence to show.
 *
 * @param {string} search the query string of the page's URL
 * @param {string} origin origin of the page
 * @returns {ApiAddress | { error: string }}
 */
export function parseApiAddress(search, origin) {
  const text = new URLSearchParams(search).get('api');
  if (text === null) return { base: origin, local: true };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const error = url ? findUrlError(url) : 'it is not a URL.';
  if (!url || error) return { error: `${quote(text)} is not a valid API address: ${error} ${EXAMPLE}` };
  const base = url.origin + url.pathname.replace(/\/+$/, '');
  return { base, local: base === origin };
}

const EXAMPLE =
  'Set ?api= to the ApiUrl of a deployment, such as https://abcde12345.execute-api.us-east-1.amazonaws.com/dev';

/** @param {URL} url */
function findUrlError({ protocol, username, password, hostname, search, hash }) {
  if (protocol !== 'https:' && protocol !== 'http:') return 'it does not start with https:// or http://.';
  if (username || password) return 'it contains a user name or a password.';
  if (search || hash) return 'it contains a query (?) or a fragment (#).';
  // The Content-Security-Policy of the page cannot name other hosts.
  if (!/^[\w.-]+$/.test(hostname)) return 'its host name contains characters that are not allowed.';
  return '';
}

/** Does not repeat a URL that may contain a password. @param {string} text */
function quote(text) {
  return text.includes('@') ? 'The address in ?api=' : `"${text.slice(0, 200)}"`;
}
