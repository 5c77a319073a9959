import { showItems } from '../components/keyed-list.js';
import { element } from '../dom.js';
import { createEntry } from './request-entry.js';
import { requestLog } from './request-log.js';

/** @typedef {import('./request-log.js').LogEntry} LogEntry */

/**
 * Shows the API calls of this page in a list, the newest first and unfolded. Returns a function that shows those that pass the filter.
 *
 * @param {HTMLElement} list
 * @param {object} options
 * @param {number} options.max number of entries in the list
 * @param {(entry: LogEntry) => boolean} [options.filter]
 * @param {(shown: number) => void} options.onShow called after each change
 */
export function connectRequestList(list, { max, filter = () => true, onShow }) {
  /** By id. An entry that the filter hides stays as it is. @type {Map<number, { item: HTMLElement, update: () => void }>} */
  const created = new Map();
  /** @type {HTMLDetailsElement | undefined} */
  let newest;
  requestLog.onChange((changed) => {
    if (changed) created.get(changed.id)?.update();
    show();
  });
  show();
  return show;

  function show() {
    const entries = requestLog.entries.filter(filter).slice(0, max);
    showItems(list, entries, {
      key: ({ id }) => String(id),
      create: (entry) => created.get(entry.id)?.item ?? create(entry),
    });
    const ids = new Set(requestLog.entries.map(({ id }) => id));
    for (const id of created.keys()) if (!ids.has(id)) created.delete(id);
    onShow(entries.length);
  }

  /** @param {LogEntry} entry */
  function create(entry) {
    const { details, summary, update } = createEntry(entry);
    const item = element('li', {}, details);
    created.set(entry.id, { item, update });
    summary.addEventListener('click', () => {
      details.dataset.toggledByUser = 'yes';
    });
    if (entry === requestLog.entries[0]) {
      // An entry that the user unfolded stays unfolded.
      if (newest && !newest.dataset.toggledByUser) newest.open = false;
      newest = details;
      newest.open = true;
    }
    return item;
  }
}
