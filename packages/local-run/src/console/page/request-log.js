import { button, element, find } from './dom.js';
import { maskedJson } from './masking.js';

/**
 * @typedef {import('./api.js').CallResult} CallResult
 * @typedef {import('./api.js').ApiRequest} ApiRequest
 */

/** Bounds the memory of a page that stays open. */
const MAX_ENTRIES = 50;
/** Characters shown of a reply that is not JSON. */
const MAX_TEXT_LENGTH = 2_000;

/**
 * Lists all calls, the newest first and expanded.
 *
 * @returns {import('./api.js').CallObserver}
 */
export function createRequestLog() {
  const section = find(document, '[data-requests]', HTMLElement);
  const list = find(section, '[data-list]', HTMLElement);
  const empty = find(section, '[data-empty]', HTMLElement);
  const clear = find(section, '[data-clear]', HTMLElement);
  const update = () => {
    empty.hidden = list.children.length > 0;
    clear.hidden = !empty.hidden;
  };
  clear.addEventListener('click', () => {
    list.replaceChildren();
    update();
    find(section, 'h2', HTMLElement).focus();
  });

  /** @type {HTMLDetailsElement | undefined} */
  let newest;
  return (request) => {
    const entry = entryFor(request);
    // An entry that the user expanded stays expanded.
    if (newest && !newest.dataset.toggledByUser) newest.open = false;
    newest = entry.details;
    list.prepend(element('li', {}, entry.details));
    while (list.children.length > MAX_ENTRIES) list.lastElementChild?.remove();
    update();
    return entry.onResult;
  };
}

/** @param {ApiRequest} request */
function entryFor(request) {
  const status = element('span', { class: 'badge waiting' }, '…');
  const duration = element('span', { class: 'duration' });
  const method = element('span', { class: 'method' }, request.method);
  const path = element('span', { class: 'path' }, request.path);
  const summary = element('summary', {}, method, path, status, duration);
  const details = element('details', { open: '' }, summary);
  summary.addEventListener('click', () => {
    details.dataset.toggledByUser = 'yes';
  });
  const secrets = createRevealToggle(details);
  if (request.bearer) details.append(authorization(request.bearer, secrets));
  const sent = request.body ?? request.form;
  if (sent) details.append(...part('Request', sent, 'sent', secrets));
  /**
   * @param {CallResult} result
   * @param {number} milliseconds
   */
  function onResult(result, milliseconds) {
    status.className = `badge ${statusClass(result.status)}`;
    status.textContent = result.status === undefined ? 'no reply' : String(result.status);
    duration.textContent = `${milliseconds} ms`;
    if (result.status === undefined) details.append(element('p', { class: 'part' }, result.problem?.title ?? ''));
    else if (result.body === undefined) details.append(element('p', { class: 'part' }, 'Reply without a body'));
    else details.append(...part('Reply', result.body, 'received', secrets));
  }
  return { details, onResult };
}

/** @param {number | undefined} status */
export function statusClass(status) {
  if (status === undefined || status >= 500) return 'bad';
  return status >= 400 ? 'warn' : 'good';
}

/**
 * The button that shows and hides all secrets of an entry. It is added with the first secret.
 *
 * @param {HTMLElement} details
 */
function createRevealToggle(details) {
  /** @type {((shown: boolean) => void)[]} */
  const reveals = [];
  let shown = false;
  const toggle = button('link reveal-secrets', () => show(!shown), 'Show secrets');
  const show = (/** @type {boolean} */ wanted) => {
    shown = wanted;
    toggle.textContent = shown ? 'Hide secrets' : 'Show secrets';
    for (const reveal of reveals) reveal(shown);
  };
  return {
    /** @param {(shown: boolean) => void} reveal */
    add(reveal) {
      if (reveals.push(reveal) === 1) details.append(toggle);
      reveal(shown);
    },
  };
}

/**
 * @param {import('./api.js').BearerToken} bearer
 * @param {ReturnType<typeof createRevealToggle>} secrets
 */
function authorization({ kind, token }, secrets) {
  const place = element('span', { class: 'secret' });
  secrets.add((shown) => {
    place.textContent = shown ? token : `•••••• (${kind})`;
  });
  return element('p', { class: 'part header' }, element('code', {}, 'Authorization: Bearer ', place));
}

/**
 * @param {string} title
 * @param {unknown} body
 * @param {'sent' | 'received'} direction
 * @param {ReturnType<typeof createRevealToggle>} secrets
 */
function part(title, body, direction, secrets) {
  const heading = element('p', { class: 'part' }, title);
  if (typeof body === 'string') return [heading, element('pre', { tabindex: '0' }, body.slice(0, MAX_TEXT_LENGTH))];
  const json = maskedJson(body, direction);
  if (json.secrets > 0) secrets.add(json.reveal);
  return [heading, json.element];
}
