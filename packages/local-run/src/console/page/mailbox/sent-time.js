import { element } from '../dom.js';

/**
 * When a message was sent: the time, with the date unless it is today, because messages are kept between starts. The tool tip has the
 * time zone.
 *
 * @param {string} sentAt ISO 8601
 */
export function sentTime(sentAt) {
  return element('time', { datetime: sentAt, title: fullTime(sentAt) }, shortTime(sentAt));
}

/** @param {string} sentAt ISO 8601 */
export function shortTime(sentAt) {
  const date = new Date(sentAt);
  /** @type {Intl.DateTimeFormatOptions} */
  const day = date.toDateString() === new Date().toDateString() ? {} : { day: 'numeric', month: 'short' };
  return date.toLocaleString([], { ...day, hour: '2-digit', minute: '2-digit' });
}

/** With the date and the time zone. @param {string} sentAt ISO 8601 */
export function fullTime(sentAt) {
  return new Date(sentAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'long' });
}
