import { element } from '../dom.js';

/** @typedef {import('./pool.js').User} User */

/** The statuses of users: words for people, and the look of their badge. */
export const statuses = new Map([
  ['CONFIRMED', { text: 'Confirmed', kind: 'good' }],
  ['UNCONFIRMED', { text: 'Not confirmed', kind: 'warn' }],
  ['FORCE_CHANGE_PASSWORD', { text: 'Invited', kind: 'warn' }],
  ['RESET_REQUIRED', { text: 'Must reset password', kind: 'warn' }],
  ['EXTERNAL_PROVIDER', { text: 'Identity provider', kind: 'neutral' }],
]);

/** The badges of a user. @param {User} user */
export function statusBadges({ status, enabled }) {
  const { text, kind } = statuses.get(status) ?? { text: status, kind: 'neutral' };
  const badges = [element('span', { class: `badge ${kind}`, title: status }, text)];
  return enabled ? badges : [...badges, element('span', { class: 'badge bad' }, 'Disabled')];
}

/** A time in the time zone of the browser. @param {Date} time */
export function timeElement(time) {
  const text = time.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  return element('time', { datetime: time.toISOString(), title: time.toISOString() }, text);
}

/** A circle with the first letter of a name. @param {string} name */
export function avatar(name) {
  return element(
    'span',
    { class: 'avatar', 'aria-hidden': 'true' },
    (/\p{L}|\p{N}|\p{S}/u.exec(name)?.[0] ?? '?').toUpperCase(),
  );
}

/** A number such as `10,000`. @param {number} count */
export function countText(count) {
  return count.toLocaleString('en');
}

/**
 * Replaces the content of an element. The control that had the focus has it again, if the new content has it: controls are told
 * apart by `data-key`.
 *
 * @param {HTMLElement} place
 * @param {(Node | string)[]} content
 */
export function replaceContent(place, ...content) {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && place.contains(focused) ? focused.dataset.key : undefined;
  place.replaceChildren(...content);
  if (key === undefined) return;
  const again = place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}
