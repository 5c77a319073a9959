import { clockText, everySecond } from './countdown.js';
import { element, find } from './dom.js';
import { maskedJson } from './masking.js';
import { claimsOf, expiryOf } from './tokens.js';

/**
 * Shows the claims of the ID token and the access token, and their remaining lifetime.
 *
 * @param {import('./tokens.js').Tokens | undefined} tokens
 */
export function showTokens(tokens) {
  const panel = find(document, '[data-tokens]', HTMLElement);
  const open = [...panel.querySelectorAll('details')].map((details) => details.open);
  panel.replaceChildren();
  if (!tokens) return;
  const { idToken, accessToken, receivedAt } = tokens;
  panel.append(tokenView('ID token', 'identifies you', idToken, receivedAt));
  panel.append(tokenView('Access token', 'authorizes changes to your account', accessToken, receivedAt));
  // Refreshed tokens stay expanded.
  for (const [index, details] of panel.querySelectorAll('details').entries()) details.open = open[index] ?? false;
}

/**
 * @param {string} name
 * @param {string} purpose
 * @param {string} token
 * @param {number} receivedAt
 */
function tokenView(name, purpose, token, receivedAt) {
  const claims = claimsOf(token);
  const end = expiryOf(claims, receivedAt);
  const left = element('span', {
    class: 'remaining',
    role: 'timer',
    'aria-label': `Remaining lifetime of the ${name}`,
  });
  const bar = element('progress', { max: String((end - receivedAt) / 1000), 'aria-hidden': 'true' });
  const view = element(
    'details',
    { class: 'token' },
    element(
      'summary',
      {},
      element('span', { class: 'name' }, name),
      element('span', { class: 'purpose' }, purpose),
      left,
      bar,
    ),
    maskedJson(claims, 'received').element,
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
