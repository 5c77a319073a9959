/**
 * @typedef {import('../api.js').CallResult} CallResult
 * @typedef {import('../api.js').SentRequest} SentRequest
 *
 * A call, and its result as soon as there is one.
 *
 * @typedef {object} LogEntry
 * @property {number} id
 * @property {SentRequest} request
 * @property {Date} sentAt
 * @property {CallResult} [result]
 * @property {number} [milliseconds]
 */

/** Bounds the memory of a page that stays open. */
const MAX_ENTRIES = 100;

/** The API calls of this page. */
class RequestLog {
  /** The newest first. @type {readonly LogEntry[]} */
  entries = [];
  /** @type {Set<(changed?: LogEntry) => void>} */
  #listeners = new Set();
  #nextId = 1;

  /** Calls a function with an entry that got its result, and when the list has changed. @param {(changed?: LogEntry) => void} callback */
  onChange(callback) {
    this.#listeners.add(callback);
  }

  /** Observes a call: see `createApiClient`. @type {import('../api.js').CallObserver} */
  observe = (request) => {
    /** @type {LogEntry} */
    const entry = { id: this.#nextId++, request, sentAt: new Date() };
    this.entries = [entry, ...this.entries].slice(0, MAX_ENTRIES);
    this.#tell();
    return (result, milliseconds) => {
      Object.assign(entry, { result, milliseconds });
      this.#tell(entry);
    };
  };

  clear() {
    this.entries = [];
    this.#tell();
  }

  /** @param {LogEntry} [changed] */
  #tell(changed) {
    for (const listener of this.#listeners) listener(changed);
  }
}

/** One for the page: the calls are shown beside the forms and in a section. */
export const requestLog = new RequestLog();

/** @param {number | undefined} status */
export function statusClass(status) {
  if (status === undefined || status >= 500) return 'bad';
  return status >= 400 ? 'warn' : 'good';
}

/** The status of the reply, or that there is none yet or at all. @param {LogEntry} entry */
export function statusText({ result }) {
  if (!result) return '…';
  return result.status === undefined ? 'no reply' : String(result.status);
}
