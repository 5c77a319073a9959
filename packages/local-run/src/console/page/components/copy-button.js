import { button, screenReaderText } from '../dom.js';
import { icon } from './icon.js';
import { toast } from './toast.js';

const DONE_MS = 2_000;

/**
 * A button with an icon that copies a text to the clipboard.
 *
 * @param {string | (() => string)} text a function is called at each press
 * @param {string} label name of the button for screen readers and as a tool tip, such as `Copy the ID token`
 */
export function copyButton(text, label) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const made = button('icon-button small copy', () => void copy(), icon('copy'), screenReaderText(label));
  made.title = label;
  return made;

  async function copy() {
    const copied = await copyText(typeof text === 'string' ? text : text());
    if (!copied) return toast('The browser did not allow the page to copy.', 'bad');
    toast('Copied.');
    made.firstElementChild?.replaceWith(icon('check'));
    clearTimeout(timer);
    timer = setTimeout(() => made.firstElementChild?.replaceWith(icon('copy')), DONE_MS);
  }
}

/**
 * Copies a text to the clipboard. False if the browser refuses, for example because the page has no focus.
 *
 * @param {string} text
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
