import { findRoute } from './configuration.js';
import { element, find, findAll } from './dom.js';
import { onSubmit } from './forms.js';
import { maskedJson } from './masking.js';
import { showProblem } from './problem-box.js';
import { statusClass } from './requests/request-log.js';
import { claimsOf, groupsOf } from './tokens.js';

/**
 * @typedef {import('./api.js').CallResult} CallResult
 * @typedef {import('./session.js').Session} Session
 * @typedef {Pick<import('./configuration.js').ApiRoute, 'method' | 'path' | 'auth'>} ApiRoute
 */

/** Routes to call if those of the API are not known. @type {readonly ApiRoute[]} */
const defaultRoutes = [
  { method: 'GET', path: '/secret', auth: 'id-token' },
  { method: 'GET', path: '/admin', auth: 'id-token' },
  { method: 'GET', path: '/hello', auth: 'open' },
  { method: 'GET', path: '/me', auth: 'access-token' },
];

/** The order of the buttons, by the authorization of the route. AWS signatures cannot be made here. */
const order = ['id-token', 'open', 'access-token'];

/**
 * Connects a button for each GET route without path parameters, and shows the result below them.
 *
 * @param {Session} session
 * @param {import('./configuration.js').Configuration | undefined} configuration
 */
export function connectCalls(session, configuration) {
  const known = findRoute(configuration, 'POST /sign-in') && configuration?.routes;
  const routes = callableRoutes(known || defaultRoutes);
  const canAddToGroup = configuration?.embedded?.cognito ?? false;
  const form = find(document, '[data-form="calls"]', HTMLFormElement);
  const [first] = routes;
  find(form, '.actions', HTMLElement).append(
    ...routes.map(({ path, auth }) => {
      const button = element('button', { type: 'submit', value: path, class: 'secondary' }, `GET ${path}`);
      // One refusal is enough to see that a guest is refused.
      if (path !== first?.path && auth !== 'open') button.dataset.userOnly = '';
      return button;
    }),
  );
  onSubmit('calls', async ({ action: path, signal }) => {
    clearResult();
    const auth = routes.find((route) => route.path === path)?.auth;
    const request = { method: /** @type {const} */ ('GET'), path, signal };
    const before = session.tokens;
    const result = await (auth === 'open'
      ? session.send(request)
      : session.call(request, auth === 'id-token' ? 'ID token' : 'access token'));
    // If the call ended the session, another view is shown.
    if (Boolean(before) === Boolean(session.tokens)) showResult(path, result);
    if (result.problem?.code === 'forbidden' && session.tokens) {
      find(document, '[data-result-body]', HTMLElement).append(groupHint(session.tokens, canAddToGroup));
    }
  });
}

/** @param {readonly ApiRoute[]} routes */
function callableRoutes(routes) {
  return routes
    .filter(({ method, path, auth }) => method === 'GET' && !path.includes('{') && order.includes(auth))
    .sort((one, other) => order.indexOf(one.auth) - order.indexOf(other.auth));
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
  for (const button of findAll(calls, '[data-user-only]')) button.hidden = !signedIn;
  calls.querySelector('button')?.classList.toggle('secondary', !signedIn);
  clearResult();
  (signedIn ? find(document, '[data-user-calls]', HTMLElement) : guest).append(calls);
}

function clearResult() {
  for (const place of findAll(document, '[data-result] > *')) place.replaceChildren();
}

/**
 * Shows a summary, which screen readers announce, and the complete body.
 *
 * @param {string} path
 * @param {CallResult} result
 */
function showResult(path, { status, body, problem }) {
  const { message = path === '/me' ? 'Your account' : `Reply of GET ${path}` } = Object(body);
  const summary = element('div', {}, element('p', { class: 'message' }, String(message)));
  if (problem) showProblem(summary, problem);
  const badge = element('span', { class: `badge ${statusClass(status)}` }, String(status ?? 'no reply'));
  find(document, '[data-result-summary]', HTMLElement).replaceChildren(badge, summary);
  const json = problem ? [] : [maskedJson(body, 'received').element];
  find(document, '[data-result-body]', HTMLElement).replaceChildren(...json);
}

/**
 * @param {import('./tokens.js').Tokens} tokens
 * @param {boolean} canAddToGroup whether the section of the users can
 */
function groupHint({ idToken }, canAddToGroup) {
  const groups = groupsOf(idToken);
  const { 'cognito:username': username } = claimsOf(idToken);
  const link = element('a', { href: `#users/${encodeURIComponent(String(username))}` }, 'Add the user to a group');
  return element(
    'p',
    { class: 'hint' },
    `Groups in your ID token: ${groups.join(', ') || 'none'}. This route may be for the members of another group. `,
    ...(canAddToGroup ? [link, ', then refresh the session.'] : []),
  );
}
