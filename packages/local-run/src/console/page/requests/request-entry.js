import { copyText } from '../components/copy-button.js';
import { toast } from '../components/toast.js';
import { button, element } from '../dom.js';
import { maskedForm, maskedJson } from '../masking.js';
import { curlCommand } from './curl.js';
import { statusClass, statusText } from './request-log.js';

/**
 * @typedef {import('./request-log.js').LogEntry} LogEntry
 * @typedef {import('../masking.js').Masked} Masked
 */

/** Characters shown of a reply that is not JSON. */
const MAX_TEXT_LENGTH = 2_000;

/**
 * An entry of a list of requests, which unfolds. `update` shows the result.
 *
 * @param {LogEntry} entry
 */
export function createEntry(entry) {
  const { request, sentAt } = entry;
  const status = element('span', { class: 'badge waiting' });
  const duration = element('span', { class: 'duration' });
  const summary = element(
    'summary',
    {},
    element('span', { class: 'method' }, request.method),
    element('span', { class: 'path' }, request.path),
    status,
    duration,
    element('time', { datetime: sentAt.toISOString() }, timeText(sentAt)),
  );
  const details = element('details', {}, summary);
  const controls = element('div', { class: 'controls' });
  details.append(controls);
  const secrets = createRevealToggle(controls);
  controls.append(button('link copy-as-curl', () => void copyAsCurl(request), 'Copy as curl'));
  if (request.bearer) details.append(authorization(request.bearer, secrets));
  if (request.form) details.append(...part('Request, form-encoded', maskedForm(request.form), secrets));
  else if (request.body) details.append(...part('Request', maskedJson(request.body, 'sent'), secrets));
  let hasResult = false;
  update();
  return { details, summary, update };

  function update() {
    const { result, milliseconds } = entry;
    status.textContent = statusText(entry);
    if (!result || hasResult) return;
    hasResult = true;
    status.className = `badge ${statusClass(result.status)}`;
    duration.textContent = `${milliseconds} ms`;
    if (result.status === undefined) details.append(element('p', { class: 'part' }, result.problem?.title ?? ''));
    else if (result.body === undefined) details.append(element('p', { class: 'part' }, 'Reply without a body'));
    else if (typeof result.body === 'string') details.append(...textPart(result.body));
    else details.append(...part('Reply', maskedJson(result.body, 'received'), secrets));
  }
}

/** @param {import('./request-log.js').SentRequest} request */
async function copyAsCurl(request) {
  const copied = await copyText(curlCommand(request));
  if (copied) toast(request.bearer || request.body || request.form ? 'Copied, with the secrets in it.' : 'Copied.');
  else toast('The browser did not allow the page to copy.', 'bad');
}

/** With seconds: several calls may be sent in a minute. @param {Date} date */
function timeText(date) {
  return date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/**
 * The button that shows and hides all secrets of an entry. It is added with the first secret.
 *
 * @param {HTMLElement} controls
 */
function createRevealToggle(controls) {
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
      if (reveals.push(reveal) === 1) controls.prepend(toggle);
      reveal(shown);
    },
  };
}

/**
 * @param {import('../api.js').BearerToken} bearer
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
 * @param {Masked} masked
 * @param {ReturnType<typeof createRevealToggle>} secrets
 */
function part(title, masked, secrets) {
  if (masked.secrets > 0) secrets.add(masked.reveal);
  return [element('p', { class: 'part' }, title), masked.element];
}

/** @param {string} text */
function textPart(text) {
  return [element('p', { class: 'part' }, 'Reply'), element('pre', { tabindex: '0' }, text.slice(0, MAX_TEXT_LENGTH))];
}
