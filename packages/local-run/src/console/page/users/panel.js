import { icon } from '../components/icon.js';
import { button } from '../dom.js';

/**
 * What the panels of a user need.
 *
 * @typedef {object} UserPanel
 * @property {import('./pool.js').Pool} pool
 * @property {import('./pool.js').UserDetails} details
 * @property {(operation: string, input?: object) => Promise<import('../aws.js').AwsResult>} call
 *   Performs an operation on the user and shows the user again.
 * @property {(operation: string, input: object, done: string) => Promise<void>} act
 *   As `call`, and shows the result in the corner of the page.
 */

/**
 * A button with an icon only.
 *
 * @param {{ name: string, label: string, key: string }} look
 * @param {() => unknown} run
 */
export function iconButton({ name, label, key }, run) {
  const made = keyed(
    key,
    button('icon-button small', () => void run(), icon(name)),
  );
  made.setAttribute('aria-label', label);
  made.title = label;
  return made;
}

/**
 * Names a control, so that it has the focus again after an update.
 *
 * @template {HTMLElement} Control
 * @param {string} key
 * @param {Control} control
 */
export function keyed(key, control) {
  control.dataset.key = key;
  return control;
}
