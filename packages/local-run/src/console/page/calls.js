import { element, find, findAll } from './dom.js';
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
  onSubmit('calls', async ({ action: path, signal }) => {
    const kind = path === '/secret' ? 'ID token' : 'access token';
    const request = { method: /** @type {const} */ ('GET'), path, signal };
    const before = session.tokens;
    const answer = path === '/hello' ? await session.send(request) : await session.call(request, kind);
    // Signed out by that, they are somewhere else.
    if (Boolean(before) === Boolean(session.tokens)) show(answer);
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
  for (const place of findAll(calls, '[data-answer] > *')) place.replaceChildren();
  (signedIn ? find(document, '[data-calls-here]', HTMLElement) : stranger).append(calls);
}

/**
 * The gist of it is read out; all of it is there to be looked at.
 *
 * @param {Answer} answer
 */
function show({ status, body, problem }) {
  const { message } = Object(body);
  const gist = element('div', {}, element('p', { class: 'message' }, String(message ?? 'Your account')));
  if (problem) showProblem(gist, problem);
  const badge = element('span', { class: `badge ${toneOf(status)}` }, String(status ?? 'no reply'));
  find(document, '[data-answer] [data-said]', HTMLElement).replaceChildren(badge, gist);
  const json = problem ? [] : [maskedJson(body, 'received').element];
  find(document, '[data-answer] [data-body]', HTMLElement).replaceChildren(...json);
}
