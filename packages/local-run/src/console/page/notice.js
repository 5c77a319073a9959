import { find } from './dom.js';

/**
 * Shows a message above the view that is not an error. An empty text removes it.
 *
 * @param {string} text
 */
export function showNotice(text) {
  find(document, '[data-notice]', HTMLElement).textContent = text;
}
