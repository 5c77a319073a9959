import { find } from './dom.js';
import { createStore } from './store.js';

/**
 * Waits until the user allows calls to an API at another origin than the page's: otherwise a link with `?api=` could make
 * this page, which the user trusts, send a typed password there. The answer is kept for this tab. Returns whether the page
 * had to ask.
 *
 * @param {Pick<import('./api-address.js').ApiAddress, 'base'>} address
 */
export async function confirmForeignApi({ base }) {
  const { origin, host } = new URL(base);
  const store = createStore(`${origin} `);
  if (origin === location.origin || store.read('allowed') === true) return false;
  const question = find(document, '[data-foreign-api]', HTMLElement);
  find(question, '[data-foreign-host]', HTMLElement).textContent = host;
  question.hidden = false;
  const button = find(question, 'button', HTMLElement);
  await new Promise((resolve) => {
    button.addEventListener('click', resolve, { once: true });
  });
  store.write('allowed', true);
  question.hidden = true;
  return true;
}
