/**
 * Where the API answers.
 *
 * @typedef {object} ApiAddress
 * @property {string} base such as `http://localhost:3000` or `https://….amazonaws.com/dev`, without a slash at the end
 * @property {boolean} local whether it is the local run that this page comes from, which has a mailbox
 */

/**
 * Reads `?api=`. Without it, the API is where the page comes from. A error is one sentence for a person.
 *
 * @param {string} search the query of the page's address
 * @param {string} origin where the page comes from
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
  // What the page's Content-Security-Policy can name.
  if (!/^[\w.-]+$/.test(hostname)) return 'its host name contains characters that are not allowed.';
  return '';
}

/** Never with a password in it. @param {string} text */
function quote(text) {
  return text.includes('@') ? 'The address in ?api=' : `"${text.slice(0, 200)}"`;
}
