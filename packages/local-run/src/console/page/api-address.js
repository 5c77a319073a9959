/**
 * Where the API answers.
 *
 * @typedef {object} ApiAddress
 * @property {string} base such as `http://localhost:3000` or `https://….amazonaws.com/dev`, without a slash at the end
 * @property {boolean} local whether it is the local run that this page comes from, which has a mailbox
 */

/**
 * Reads `?api=`. Without it, the API is where the page comes from. A mistake is one sentence for a person.
 *
 * @param {string} search the query of the page's address
 * @param {string} origin where the page comes from
 * @returns {ApiAddress | { mistake: string }}
 */
export function readApiAddress(search, origin) {
  const given = new URLSearchParams(search).get('api');
  if (given === null) return { base: origin, local: true };
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const mistake = url ? mistakeIn(url) : 'it is not a URL.';
  if (!url || mistake) return { mistake: `${shown(given)} is not a valid API address: ${mistake} ${EXAMPLE}` };
  const base = url.origin + url.pathname.replace(/\/+$/, '');
  return { base, local: base === origin };
}

const EXAMPLE =
  'Set ?api= to the ApiUrl of a deployment, such as https://abcde12345.execute-api.us-east-1.amazonaws.com/dev';

/** @param {URL} url */
function mistakeIn({ protocol, username, password, hostname, search, hash }) {
  if (protocol !== 'https:' && protocol !== 'http:') return 'it does not start with https:// or http://.';
  if (username || password) return 'it contains a user name or a password.';
  if (search || hash) return 'it contains a query (?) or a fragment (#).';
  // What the page's Content-Security-Policy can name.
  if (!/^[\w.-]+$/.test(hostname)) return 'its host name contains characters that are not allowed.';
  return '';
}

/** Never with a password in it. @param {string} given */
function shown(given) {
  return given.includes('@') ? 'The address in ?api=' : `"${given.slice(0, 200)}"`;
}
