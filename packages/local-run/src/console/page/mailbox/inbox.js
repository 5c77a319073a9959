import { showItems } from '../components/keyed-list.js';
import { element, find } from '../dom.js';
import { codeControls } from './code-controls.js';
import { endText, messages, purposeText } from './messages.js';
import { sentTime } from './sent-time.js';

/**
 * @typedef {import('./messages.js').Message} Message
 * @typedef {import('./code-controls.js').CodeUser} CodeUser
 */

const MAX_MESSAGES = 4;

/**
 * Shows the newest messages beside the forms. On a narrow screen, where they are below the forms, the newest one is above them too.
 *
 * @param {CodeUser} [codes]
 * @returns {() => void} shows the messages again, because another user is signed in
 */
export function connectInbox(codes) {
  const section = find(document, '[data-mailbox]', HTMLElement);
  const list = find(section, '[data-messages]', HTMLElement);
  const newest = find(document, '[data-newest-message]', HTMLElement);
  /** When the newest message was sent that is shown; undefined before the first load. @type {string | undefined} */
  let latest;

  messages.onChange(show);
  return show;

  function show() {
    const { all = [] } = messages;
    section.hidden = !messages.available;
    const isNew = (/** @type {Message} */ { sentAt }) => latest !== undefined && sentAt > latest;
    const [first] = all;
    showItems(list, all.slice(0, MAX_MESSAGES), {
      key: (message) => `${message.id} ${message.status} ${codes?.accepts(message)}`,
      create: (message) => item(message, isNew(message)),
    });
    find(section, '[data-empty]', HTMLElement).hidden = first !== undefined;
    find(section, '[data-new-message]', HTMLElement).textContent =
      first && isNew(first) ? `New message for ${first.to}.` : '';
    const useful = first && !endText(first) && codes?.accepts(first) && codes.expects(first) ? [first] : [];
    showItems(newest, useful, { key: ({ id }) => id, create: newestMessage });
    if (messages.all) latest = first?.sentAt ?? '';
  }

  /**
   * @param {Message} message
   * @param {boolean} isNew
   */
  function item(message, isNew) {
    return element('li', isNew ? { class: 'new' } : {}, envelope(message), ...contents(message));
  }

  /** @param {Message} message */
  function newestMessage(message) {
    return element('div', {}, envelope(message), ...contents(message));
  }

  /** @param {Message} message */
  function contents(message) {
    return [element('p', { class: 'purpose' }, purposeText(message)), codeControls(message, codes)];
  }
}

/** @param {Message} message */
function envelope({ id, to, sentAt }) {
  const link = element('a', { class: 'to truncate', href: `#mailbox/${id}`, title: to }, to);
  return element('p', { class: 'envelope' }, link, sentTime(sentAt));
}
