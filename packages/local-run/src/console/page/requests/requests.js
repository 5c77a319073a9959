import { icon } from '../components/icon.js';
import { button, element, find } from '../dom.js';
import { connectRequestList } from './request-list.js';
import { requestLog, statusText } from './request-log.js';

/** @typedef {import('./request-log.js').LogEntry} LogEntry */

/** Which calls are listed, by their results. @type {Readonly<Record<string, (entry: LogEntry) => boolean>>} */
const outcomes = {
  'All results': () => true,
  Successful: ({ result }) => (result?.status ?? 999) < 400,
  Failed: ({ result }) => result !== undefined && (result.status ?? 999) >= 400,
};

/**
 * The section at #requests: the API calls of this page, with a filter.
 *
 * @param {import('../sections.js').SectionContext} context
 * @returns {import('../sections.js').Section}
 */
export function connectRequests({ section }) {
  const text = element('input', { type: 'search', autocomplete: 'off', placeholder: 'Method, path or status' });
  const outcome = element('select', { 'aria-label': 'Result' });
  outcome.append(...Object.keys(outcomes).map((name) => element('option', {}, name)));
  const count = element('p', { class: 'muted count', role: 'status' });
  const clear = button('secondary', clearAll, icon('delete'), 'Clear');
  const list = element('ol', { class: 'requests card', 'data-all-requests': '', reversed: '' });
  const empty = element(
    'div',
    { class: 'empty-state' },
    icon('requests'),
    element('h2', {}, 'No requests'),
    element('p', {}, 'Each API call of this page appears here with its reply. Secrets are hidden until you show them.'),
  );
  const toolbar = element(
    'div',
    { class: 'toolbar' },
    element(
      'label',
      { class: 'search' },
      icon('search'),
      element('span', { class: 'sr-only' }, 'Filter requests'),
      text,
    ),
    outcome,
    count,
    clear,
  );
  section.append(toolbar, list, empty);
  const show = connectRequestList(list, { max: Number.POSITIVE_INFINITY, filter: passes, onShow });
  text.addEventListener('input', show);
  outcome.addEventListener('change', show);
  return {};

  /** @param {LogEntry} entry */
  function passes(entry) {
    const { method, path } = entry.request;
    const words = text.value.toLowerCase().split(/\s+/);
    const line = `${method} ${path} ${statusText(entry)}`.toLowerCase();
    return words.every((word) => line.includes(word)) && (outcomes[outcome.value]?.(entry) ?? true);
  }

  /** @param {number} shown */
  function onShow(shown) {
    const all = requestLog.entries.length;
    const total = `${all} request${all === 1 ? '' : 's'}`;
    count.textContent = shown === all ? total : `${shown} of ${total}`;
    for (const part of [toolbar, list]) part.hidden = all === 0;
    list.hidden = shown === 0;
    empty.hidden = all > 0;
  }

  function clearAll() {
    requestLog.clear();
    find(section, 'h1', HTMLElement).focus();
  }
}
