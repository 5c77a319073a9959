import { onLive } from '../live.js';

/**
 * A message of the local run's mailbox. `code` is a code, or the temporary password of an invited user. `purpose` and `status` are
 * missing in a message that an older version of the local run has kept.
 *
 * @typedef {object} Message
 * @property {string} id
 * @property {string} to
 * @property {string} username the sign-in name
 * @property {string} subject
 * @property {string} text HTML
 * @property {string} code
 * @property {string} sentAt ISO 8601
 * @property {'signUp' | 'attribute' | 'reset' | 'signIn' | 'invitation'} [purpose]
 * @property {'valid' | 'used' | 'replaced' | 'expired' | 'void'} [status]
 */

/** What the messages of each purpose are for. */
const purposes = {
  signUp: 'Confirms an account',
  attribute: 'Confirms a new address',
  reset: 'Resets a password',
  signIn: 'Signs in',
  invitation: 'Invitation',
};

/** Why a code cannot be used any more. */
const statuses = {
  used: 'Used',
  replaced: 'Replaced by a newer one',
  expired: 'Expired',
  void: 'No longer needed',
};

/** What a message is for, in words. @param {Message} message */
export function purposeText({ purpose, subject }) {
  return purpose ? purposes[purpose] : subject;
}

/** Why the code of a message cannot be used any more; undefined if it can. @param {Message} message */
export function endText({ status }) {
  return status === undefined || status === 'valid' ? undefined : statuses[status];
}

/** Whether a message has a temporary password in place of a code. @param {Message} message */
export function isInvitation({ purpose }) {
  return purpose === 'invitation';
}

/** The messages of the local run, kept up to date. */
class Messages {
  /** The newest first; undefined until they are loaded. @type {readonly Message[] | undefined} */
  all;
  /** False if the run uses another Cognito, which e-mails its messages. */
  available = true;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** The reply that `all` was read from. */
  #text = '';
  #started = false;
  #loading = Promise.resolve();

  /** Calls a function when the messages have changed, and at once if they are loaded. @param {() => void} callback */
  onChange(callback) {
    this.#listeners.add(callback);
    if (this.all || !this.available) callback();
    this.#start();
  }

  /** @param {string} id */
  find(id) {
    return this.all?.find((message) => message.id === id);
  }

  /**
   * Deletes one message, or all. Returns what went wrong, in a sentence.
   *
   * @param {string} [id]
   */
  async delete(id) {
    const reply = await fetch(id === undefined ? 'messages' : `messages?id=${encodeURIComponent(id)}`, {
      method: 'DELETE',
    }).catch(() => undefined);
    if (!reply) return 'Nothing was deleted: the local run is not running.';
    await this.refresh();
    // Another console may have deleted it.
    if (reply.ok || reply.status === 404) return undefined;
    return `Nothing was deleted: the local run replied with status ${reply.status}.`;
  }

  /** Loads the messages, one request after the other, so that an older reply never replaces a newer one. */
  refresh() {
    this.#loading = this.#loading.then(() => this.#load());
    return this.#loading;
  }

  /** Keeps the messages if the local run is not running. */
  async #load() {
    const reply = await fetch('messages', { cache: 'no-store' }).catch(() => undefined);
    if (!reply) return;
    const text = await reply.text().catch(() => this.#text);
    if (text === this.#text) return;
    const messages = reply.ok ? parse(text) : undefined;
    this.#text = text;
    this.available = messages !== undefined;
    this.all = messages?.reverse();
    for (const listener of this.#listeners) listener();
  }

  #start() {
    if (this.#started) return;
    this.#started = true;
    // What happens to users, and the clock, decides whether a code can still be used.
    for (const name of /** @type {const} */ (['messages', 'users', 'clock', 'app'])) onLive(name, () => this.refresh());
    void this.refresh();
  }
}

/** One for the page: the mailbox is shown in several places. */
export const messages = new Messages();

/**
 * @param {string} text
 * @returns {Message[] | undefined}
 */
function parse(text) {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
