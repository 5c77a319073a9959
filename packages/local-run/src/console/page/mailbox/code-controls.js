import { copyButton } from '../components/copy-button.js';
import { button, element, screenReaderText } from '../dom.js';
import { endText, isInvitation } from './messages.js';
import { shortTime } from './sent-time.js';

/**
 * @typedef {import('./messages.js').Message} Message
 *
 * What the forms do with a code.
 *
 * @typedef {object} CodeUser
 * @property {(message: Message) => void} use fills in the code
 * @property {(message: Message) => boolean} accepts whether the code is of use to the user who is signed in
 * @property {(message: Message) => boolean} expects whether the form that is open takes the code
 */

/**
 * The code of a message with a button that copies it, and one that uses it or why it cannot be used any more.
 *
 * @param {Message} message
 * @param {CodeUser} [codes] absent where there are no forms
 */
export function codeControls(message, codes) {
  const { code, to, sentAt } = message;
  const ended = endText(message);
  const noun = isInvitation(message) ? 'password' : 'code';
  const of = ` from the message for ${to} at ${shortTime(sentAt)}`;
  const controls = element('p', { class: 'code-controls' }, element('code', ended ? { class: 'ended' } : {}, code));
  controls.append(copyButton(code, `Copy the ${noun}${of}`));
  if (ended) controls.append(element('span', { class: 'badge neutral' }, ended));
  else if (codes?.accepts(message)) {
    controls.append(button('secondary small use', () => codes.use(message), `Use this ${noun}`, screenReaderText(of)));
  }
  return controls;
}
