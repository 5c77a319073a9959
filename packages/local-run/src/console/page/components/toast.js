import { element, find } from '../dom.js';
import { icon } from './icon.js';

const SHOWN_MS = 5_000;

/**
 * Shows a short message in the corner of the page for a few seconds. Screen readers announce it.
 *
 * @param {string} text
 * @param {'good' | 'bad'} [kind]
 */
export function toast(text, kind = 'good') {
  const shown = element('p', { class: `toast ${kind}` }, icon(kind === 'good' ? 'check' : 'alert'), text);
  find(document, '[data-toasts]', HTMLElement).replaceChildren(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}
