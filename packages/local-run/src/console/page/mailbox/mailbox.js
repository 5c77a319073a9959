import { confirmDialog } from '../components/confirm-dialog.js';
import { icon } from '../components/icon.js';
import { showItems } from '../components/keyed-list.js';
import { toast } from '../components/toast.js';
import { button, element, find } from '../dom.js';
import { createMessageView } from './message-view.js';
import { endText, messages, purposeText } from './messages.js';
import { sentTime } from './sent-time.js';

/** @typedef {import('./messages.js').Message} Message */

/** Messages in the list before the user asks for more. */
const PAGE = 200;

/**
 * The section at #mailbox: the list of messages, and beside it the message at #mailbox/ID.
 *
 * @param {import('../sections.js').SectionContext} context
 * @returns {import('../sections.js').Section}
 */
export function connectMailbox({ section, open, hide, codes }) {
  let shown = PAGE;
  let query = '';
  /** Id of the message that is open. */
  let current = '';
  const search = element('input', {
    type: 'search',
    autocomplete: 'off',
    placeholder: 'Address, subject, text or code',
  });
  const count = element('p', { class: 'muted count', role: 'status' });
  const deleteAll = button('secondary', () => void askToDeleteAll(), icon('delete'), 'Delete all');
  const list = element('ul', { class: 'message-list' });
  const more = button('secondary', showMore, 'Show older messages');
  const empty = element(
    'div',
    { class: 'empty-state' },
    icon('mailbox'),
    element('h2', {}, 'No messages'),
    element('p', {}, 'Sign up, invite a user or reset a password: the e-mail that Cognito would send appears here.'),
  );
  const view = createMessageView({ codes, onDelete: (message) => void remove(message) });
  const toolbar = element(
    'div',
    { class: 'toolbar' },
    element(
      'label',
      { class: 'search' },
      icon('search'),
      element('span', { class: 'sr-only' }, 'Search messages'),
      search,
    ),
    count,
    deleteAll,
  );
  const split = element('div', { class: 'split mailbox' }, element('div', { class: 'list' }, list, more), view.element);
  section.append(toolbar, split, empty);
  search.addEventListener('input', () => {
    query = search.value.trim().toLowerCase();
    shown = PAGE;
    show();
  });
  messages.onChange(() => {
    if (messages.available) show();
    else hide();
  });
  return {
    enter(rest) {
      current = rest;
      show();
      if (!rest) return;
      // After the router has focused the heading of the section.
      queueMicrotask(() => view.focus());
    },
  };

  function show() {
    const { all } = messages;
    if (!all) return;
    const found = query ? all.filter((message) => matches(message, query)) : all;
    showItems(list, found.slice(0, shown), { key: keyOf, create: row });
    for (const link of list.querySelectorAll('a')) {
      if (link.hash === `#mailbox/${current}`) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    count.textContent = countText(found.length, all.length);
    more.hidden = found.length <= shown;
    empty.hidden = all.length > 0 || current !== '';
    toolbar.hidden = all.length === 0;
    split.hidden = all.length === 0 && !current;
    split.classList.toggle('open', current !== '');
    view.show(current, messages.find(current));
  }

  function showMore() {
    shown += PAGE;
    show();
  }

  /** @param {Message} message */
  async function remove(message) {
    const problem = await messages.delete(message.id);
    if (problem) return toast(problem, 'bad');
    open();
    toast('The message is deleted.');
  }

  async function askToDeleteAll() {
    const number = messages.all?.length ?? 0;
    const confirmed = await confirmDialog({
      title: `Delete ${number === 1 ? 'the message' : `all ${number} messages`}?`,
      text: 'The codes in them stay valid.',
      action: 'Delete all',
    });
    if (!confirmed) return;
    const problem = await messages.delete();
    if (problem) return toast(problem, 'bad');
    open();
    find(section, 'h1', HTMLElement).focus();
  }
}

/** A message whose code was used looks different. @param {Message} message */
const keyOf = ({ id, status }) => `${id} ${status}`;

/** @param {Message} message */
function row(message) {
  const ended = endText(message);
  const link = element(
    'a',
    { href: `#mailbox/${message.id}` },
    element('span', { class: 'to truncate' }, message.to),
    sentTime(message.sentAt),
    element('span', { class: 'purpose truncate' }, purposeText(message)),
    ...(ended ? [element('span', { class: 'badge neutral' }, ended)] : [element('code', {}, message.code)]),
  );
  return element('li', {}, link);
}

/**
 * @param {Message} message
 * @param {string} query in lower case
 */
function matches({ to, username, subject, text, code }, query) {
  return [to, username, subject, text, code].some((part) => part.toLowerCase().includes(query));
}

/**
 * @param {number} found
 * @param {number} all
 */
function countText(found, all) {
  const total = `${all} message${all === 1 ? '' : 's'}`;
  return found === all ? total : `${found} of ${total}`;
}
