import { copyButton } from './components/copy-button.js';
import { clockText, everySecond } from './countdown.js';
import { element, find } from './dom.js';
import { claimsOf, expiryOf } from './tokens.js';

/** Claims that are seconds since 1970. */
const TIME_CLAIMS = ['iat', 'exp', 'nbf', 'auth_time'];
/** A claim that decides what the user may do. */
const GROUPS_CLAIM = 'cognito:groups';

/**
 * Shows the tokens of the session: the claims and the remaining lifetime of the ID token and the access token, and buttons
 * that copy them. The tokens themselves are not in the document.
 *
 * @param {import('./tokens.js').Tokens | undefined} tokens
 * @param {number} aheadSeconds how far the clock of the local run was moved
 */
export function showTokens(tokens, aheadSeconds) {
  const panel = find(document, '[data-tokens]', HTMLElement);
  const open = [...panel.querySelectorAll('details')].map((details) => details.open);
  panel.replaceChildren();
  if (!tokens) return;
  const { idToken, accessToken, refreshToken, receivedAt } = tokens;
  const endOf = (/** @type {string} */ token) => expiryOf(claimsOf(token), receivedAt, aheadSeconds);
  panel.append(
    row('ID token', idToken, claimsView('ID token', 'identifies you', idToken, endOf(idToken))),
    row(
      'access token',
      accessToken,
      claimsView('Access token', 'manages your account', accessToken, endOf(accessToken)),
    ),
    row('refresh token', refreshToken, opaqueView('Refresh token', 'gets new tokens; has no claims')),
  );
  // Refreshed tokens stay expanded.
  for (const [index, details] of panel.querySelectorAll('details').entries()) details.open = open[index] ?? false;
}

/**
 * @param {string} name
 * @param {string} token
 * @param {HTMLElement} view
 */
function row(name, token, view) {
  return element('div', { class: 'token-row' }, view, copyButton(token, `Copy the ${name}`));
}

/**
 * @param {string} name
 * @param {string} purpose
 * @param {string} token
 * @param {number} end when the token expires, in ms since 1970
 */
function claimsView(name, purpose, token, end) {
  const claims = claimsOf(token);
  const left = element('span', {
    class: 'remaining',
    role: 'timer',
    'aria-label': `Remaining lifetime of the ${name}`,
  });
  const bar = element('progress', { max: String(Number(claims.exp) - Number(claims.iat)), 'aria-hidden': 'true' });
  const entries = Object.entries(claims).flatMap(([claim, value]) => [
    element('dt', {}, claim),
    element('dd', {}, ...claimContent(claim, value)),
  ]);
  const view = element(
    'details',
    { class: 'token' },
    element('summary', {}, ...nameAndPurpose(name, purpose), left, bar),
    element('dl', { class: 'detail claims' }, ...entries),
  );
  everySecond(view, () => {
    const milliseconds = end - Date.now();
    left.textContent = milliseconds > 0 ? `${clockText(milliseconds)} left` : 'expired';
    left.classList.toggle('expired', milliseconds <= 0);
    bar.value = Math.max(0, milliseconds / 1000);
    return milliseconds > 0;
  });
  return view;
}

/**
 * @param {string} name
 * @param {string} purpose
 */
function opaqueView(name, purpose) {
  return element('div', { class: 'token opaque' }, ...nameAndPurpose(name, purpose));
}

/**
 * @param {string} name
 * @param {string} purpose
 */
function nameAndPurpose(name, purpose) {
  return [element('span', { class: 'name' }, name), element('span', { class: 'purpose' }, purpose)];
}

/**
 * @param {string} claim
 * @param {unknown} value
 * @returns {(Node | string)[]}
 */
function claimContent(claim, value) {
  if (TIME_CLAIMS.includes(claim) && typeof value === 'number') return [timeText(value)];
  if (claim === GROUPS_CLAIM && Array.isArray(value)) {
    return value.flatMap((group) => [element('span', { class: 'badge' }, String(group)), ' ']);
  }
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** @param {number} seconds since 1970 */
function timeText(seconds) {
  const time = new Date(seconds * 1000);
  const text = time.toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });
  return element(
    'span',
    {},
    element('time', { datetime: time.toISOString() }, text),
    element('span', { class: 'muted mono' }, ` ${seconds}`),
  );
}
