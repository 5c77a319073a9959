import { copyButton } from '../components/copy-button.js';
import { icon } from '../components/icon.js';
import { button, element } from '../dom.js';
import { codeControls } from './code-controls.js';
import { purposeText } from './messages.js';
import { plainText } from './plain-text.js';
import { fullTime } from './sent-time.js';

/** @typedef {import('./messages.js').Message} Message */

const HAS_LINK = /<a\b[^>]*\bhref\s*=/i;

/** The ways to look at a message. The choice is kept when another message is opened. */
const FORMS = /** @type {const} */ ({ message: 'Message', text: 'Text', source: 'HTML source' });

/**
 * The message that is open. `show` gets its id, and the message unless it was deleted.
 *
 * @param {object} options
 * @param {import('./code-controls.js').CodeUser | undefined} options.codes
 * @param {(message: Message) => void} options.onDelete
 */
export function createMessageView({ codes, onDelete }) {
  const place = element('div', { class: 'message-view' });
  /** @type {keyof FORMS} */
  let form = 'message';
  /** What is shown: an unchanged message stays as it is, with its position of scrolling. @type {string | undefined} */
  let shown;
  return {
    element: place,
    /**
     * @param {string} id
     * @param {Message | undefined} message
     */
    show(id, message) {
      const key = `${id} ${message?.status} ${message && codes?.accepts(message)}`;
      if (key === shown) return;
      shown = key;
      place.replaceChildren(...(message ? content(message) : [id ? deleted() : nothingOpen()]));
    },
    focus() {
      place.querySelector('h2')?.focus();
    },
  };

  /** @param {Message} message */
  function content(message) {
    const body = element('div', { class: 'body' });
    const tabs = Object.entries(FORMS).map(([name, text]) => {
      const tab = button('', () => choose(/** @type {keyof FORMS} */ (name)), text);
      tab.dataset.form = name;
      return tab;
    });
    choose(form);
    return [
      backLink(),
      element(
        'article',
        { class: 'card' },
        element(
          'div',
          { class: 'card-heading' },
          element('h2', { tabindex: '-1' }, message.subject),
          button('secondary small', () => onDelete(message), icon('delete'), 'Delete'),
        ),
        details(message),
        codeControls(message, codes),
        element('div', { class: 'tabs', role: 'group', 'aria-label': 'Show as' }, ...tabs),
        body,
      ),
    ];

    /** @param {keyof FORMS} chosen */
    function choose(chosen) {
      form = chosen;
      for (const tab of tabs) tab.setAttribute('aria-pressed', String(tab.dataset.form === chosen));
      body.replaceChildren(...bodyOf(message, chosen));
    }
  }
}

/** @param {Message} message */
function details(message) {
  const { to, username, sentAt } = message;
  const entries = { To: to, Username: username, Sent: fullTime(sentAt), Purpose: purposeText(message) };
  return element(
    'dl',
    { class: 'detail' },
    ...Object.entries(entries).flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

/**
 * @param {Message} message
 * @param {keyof FORMS} form
 */
function bodyOf({ id, subject, text }, form) {
  if (form === 'message') {
    // The reply has a policy of its own, which is stricter than the page's; this attribute protects even without it.
    return [
      ...(HAS_LINK.test(text)
        ? [element('p', { class: 'muted' }, 'Links do not open here. “Text” has their addresses.')]
        : []),
      element('iframe', {
        src: `messages/${id}`,
        sandbox: '',
        title: `Message: ${subject}`,
        referrerpolicy: 'no-referrer',
      }),
    ];
  }
  const shown = form === 'text' ? plainText(text) : text;
  return [
    element('pre', { tabindex: '0' }, shown),
    copyButton(shown, form === 'text' ? 'Copy the text' : 'Copy the HTML source'),
  ];
}

function backLink() {
  return element('a', { class: 'back-link', href: '#mailbox' }, icon('back'), 'All messages');
}

function nothingOpen() {
  return element(
    'div',
    { class: 'empty-state' },
    icon('mailbox'),
    element('h2', {}, 'No message is open'),
    element('p', {}, 'Choose one to see it as its reader would.'),
  );
}

function deleted() {
  return element(
    'div',
    { class: 'empty-state' },
    icon('delete'),
    element('h2', { tabindex: '-1' }, 'This message was deleted'),
    element('a', { href: '#mailbox' }, 'All messages'),
  );
}
