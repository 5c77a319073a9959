import { element, find, findAll } from './dom.js';
import { onSubmit } from './forms.js';
import { maskedJson } from './masking.js';
import { showProblem } from './problem-box.js';
import { statusClass } from './requests/request-log.js';

/**
 * @typedef {import('./api.js').CallResult} CallResult
 * @typedef {import('./session.js').Session} Session
 */

/**
 * Connects the buttons that call GET routes of the API, and shows the result below them.
 *
 * @param {Session} session
 */
export function connectCalls(session) {
  onSubmit('calls', async ({ action: path, signal }) => {
    const kind = path === '/secret' ? 'ID token' : 'access token';
    const request = { method: /** @type {const} */ ('GET'), path, signal };
    const before = session.tokens;
    const result = path === '/hello' ? await session.send(request) : await session.call(request, kind);
    // If the call ended the session, another view is shown.
    if (Boolean(before) === Boolean(session.tokens)) showResult(result);
  });
}

/** Views of guests that show the buttons. */
const GUEST_VIEWS = ['sign-up', 'sign-in'];

/**
 * Moves the buttons below the guest forms or, for a signed-in user, into the account view.
 *
 * @param {string} view
 */
export function placeCalls(view) {
  const calls = find(document, '[data-calls]', HTMLElement);
  const guest = find(document, '[data-guest-calls]', HTMLElement);
  const signedIn = view === 'account';
  guest.hidden = !GUEST_VIEWS.includes(view);
  find(calls, '[data-user-only]', HTMLElement).hidden = !signedIn;
  find(calls, '[value="/secret"]', HTMLElement).classList.toggle('secondary', !signedIn);
  for (const place of findAll(calls, '[data-result] > *')) place.replaceChildren();
  (signedIn ? find(document, '[data-user-calls]', HTMLElement) : guest).append(calls);
}

/**
 * Shows a summary, which screen readers announce, and the complete body.
 *
 * @param {CallResult} result
 */
function showResult({ status, body, problem }) {
  const { message } = Object(body);
  const summary = element('div', {}, element('p', { class: 'message' }, String(message ?? 'Your account')));
  if (problem) showProblem(summary, problem);
  const badge = element('span', { class: `badge ${statusClass(status)}` }, String(status ?? 'no reply'));
  find(document, '[data-result] [data-result-summary]', HTMLElement).replaceChildren(badge, summary);
  const json = problem ? [] : [maskedJson(body, 'received').element];
  find(document, '[data-result] [data-result-body]', HTMLElement).replaceChildren(...json);
}
