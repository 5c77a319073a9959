import { element, find } from './dom.js';
import { onSubmit } from './forms.js';
import { maskedJson } from './masking.js';
import { showProblem } from './problem-box.js';
import { toneOf } from './request-log.js';

/**
 * @typedef {import('./api.js').Answer} Answer
 * @typedef {import('./session.js').Session} Session
 */

/**
 * The buttons that call what strangers and users may read, and the answer below them.
 *
 * @param {Session} session
 */
export function connectCalls(session) {
  const place = find(document, '[data-answer]', HTMLElement);
  onSubmit('calls', async ({ action: path, signal }) => {
    const kind = path === '/secret' ? 'ID token' : 'access token';
    const request = { method: /** @type {const} */ ('GET'), path, signal };
    const answer = path === '/hello' ? await session.send(request) : await session.call(request, kind);
    place.replaceChildren(...described(answer));
  });
}

/** Where the buttons stand besides the account; the other forms want no distraction. */
const STRANGERS = ['sign-up', 'sign-in'];

/**
 * The same buttons stand below the strangers' forms and, once somebody has signed in, in their account.
 *
 * @param {string} view
 */
export function placeCalls(view) {
  const calls = find(document, '[data-calls]', HTMLElement);
  const stranger = find(document, '[data-calls-stranger]', HTMLElement);
  const signedIn = view === 'account';
  stranger.hidden = !STRANGERS.includes(view);
  find(calls, '[data-only-user]', HTMLElement).hidden = !signedIn;
  find(calls, '[value="/secret"]', HTMLElement).classList.toggle('secondary', !signedIn);
  find(calls, '[data-answer]', HTMLElement).replaceChildren();
  (signedIn ? find(document, '[data-calls-here]', HTMLElement) : stranger).append(calls);
}

/**
 * @param {Answer} answer
 */
function described({ status, body, problem }) {
  const badge = element(
    'span',
    { class: `badge ${toneOf(status)}` },
    status === undefined ? 'no reply' : String(status),
  );
  if (problem) {
    const box = element('div', {});
    showProblem(box, problem);
    return [badge, box];
  }
  const { message } = Object(body);
  const headline = typeof message === 'string' ? message : 'You, as Cognito knows you';
  return [badge, element('p', { class: 'message' }, headline), maskedJson(body, 'received').element];
}
