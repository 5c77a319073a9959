import { button, element, find, screenReaderText } from './dom.js';

/**
 * A message of the local run's mailbox. `code` is a code, or the temporary password of an invited user.
 *
 * @typedef {object} Message
 * @property {string} to
 * @property {string} [username] the sign-in name
 * @property {string} subject
 * @property {string} code
 * @property {string} sentAt ISO 8601
 */

const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 10_000;
const MAX_MESSAGES = 4;

/** A code that signs in has eight digits, the others have six. @param {Message} message */
export function isSignInCode({ code }) {
  return /^\d{8}$/.test(code);
}

/** Shows the messages of the local run. Polls for them: soon after an API call, then at growing intervals. */
export class Mailbox {
  #section = find(document, '[data-mailbox]', HTMLElement);
  #list = find(document, '[data-messages]', HTMLElement);
  /** Identifies the list that is shown; undefined before the first poll. @type {string | undefined} */
  #shown;
  /** When the newest message was sent. */
  #latest = '';
  #delay = MIN_DELAY_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #polling = false;
  #unavailable = false;

  /** @param {(message: Message) => void} [onUse] called with the message whose code the user wants to use */
  constructor(onUse) {
    this.onUse = onUse;
    document.addEventListener('visibilitychange', () => this.refreshNow());
    this.refreshNow();
  }

  /** Polls now: a message may have been sent. */
  refreshNow() {
    this.#delay = MIN_DELAY_MS;
    this.#poll();
  }

  async #poll() {
    clearTimeout(this.#timer);
    if (this.#polling || this.#unavailable || document.hidden) return;
    this.#polling = true;
    await this.#fetch().finally(() => {
      this.#polling = false;
    });
    this.#timer = setTimeout(() => this.#poll(), this.#delay);
    this.#delay = Math.min(this.#delay * 1.5, MAX_DELAY_MS);
  }

  async #fetch() {
    const reply = await fetch('messages', { cache: 'no-store' }).catch(() => undefined);
    // The local run is not running: keep the messages that are shown.
    if (!reply) return;
    if (!reply.ok) return this.#hide();
    const messages = await reply.json().catch(() => undefined);
    if (Array.isArray(messages)) this.#show(messages);
    else this.#hide();
  }

  /** With another Cognito, the local run has no messages: Cognito e-mails them. */
  #hide() {
    this.#unavailable = true;
    this.#section.hidden = true;
  }

  /** @param {Message[]} messages oldest first */
  #show(messages) {
    this.#section.hidden = false;
    const newest = messages.at(-1);
    const present = `${messages.length} ${newest?.sentAt}`;
    if (present === this.#shown) return;
    const isNew = (/** @type {Message} */ { sentAt }) => this.#shown !== undefined && sentAt > this.#latest;
    const newestFirst = messages.slice(-MAX_MESSAGES).reverse();
    this.#list.replaceChildren(...newestFirst.map((message) => this.#item(message, isNew(message))));
    find(this.#section, '[data-empty]', HTMLElement).hidden = newest !== undefined;
    find(this.#section, '[data-new-message]', HTMLElement).textContent =
      newest && isNew(newest) ? `New message for ${newest.to}.` : '';
    this.#shown = present;
    this.#latest = newest?.sentAt ?? '';
    this.#delay = MIN_DELAY_MS;
  }

  /**
   * @param {Message} message
   * @param {boolean} isNew
   */
  #item(message, isNew) {
    const time = timeText(new Date(message.sentAt));
    return element(
      'li',
      isNew ? { class: 'new' } : {},
      element(
        'p',
        { class: 'envelope' },
        element('span', { class: 'to' }, message.to),
        element('time', { datetime: message.sentAt }, time),
      ),
      element('p', { class: 'subject' }, message.subject),
      element(
        'p',
        { class: 'content' },
        element('code', {}, message.code),
        ...(this.onUse ? [this.#useButton(message, time)] : []),
      ),
    );
  }

  /**
   * @param {Message} message
   * @param {string} time
   */
  #useButton(message, time) {
    return button(
      'secondary small use',
      () => this.onUse?.(message),
      `Use this ${isTemporaryPassword(message) ? 'password' : 'code'}`,
      screenReaderText(` from the message for ${message.to} at ${time}`),
    );
  }
}

/** A user created by an administrator receives a password instead of a code, which has six or eight digits. @param {Message} message */
export function isTemporaryPassword({ code }) {
  return !/^(\d{6}|\d{8})$/.test(code);
}

/** The time, with the date unless it is today: messages are kept between starts. @param {Date} sentAt */
function timeText(sentAt) {
  const isToday = sentAt.toDateString() === new Date().toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const date = isToday ? {} : { day: 'numeric', month: 'short' };
  return sentAt.toLocaleString([], { ...date, hour: '2-digit', minute: '2-digit' });
}
