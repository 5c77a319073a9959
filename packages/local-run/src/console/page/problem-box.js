import { clockText, everySecond } from './countdown.js';
import { element, screenReaderText } from './dom.js';
import { nextStep } from './problems.js';

/** @typedef {import('./problems.js').Problem} Problem */

/**
 * Shows a problem in a live region, which screen readers announce.
 *
 * @param {HTMLElement} box
 * @param {Problem} problem
 */
export function showProblem(box, problem) {
  const step = nextStep(problem);
  box.replaceChildren(
    element('p', {}, sentence(problem.title)),
    ...(problem.errors.length > 0 ? [element('ul', {}, ...problem.errors.map(errorItem))] : []),
    ...(step ? [element('p', {}, element('a', { href: `#${step.view}` }, step.text))] : []),
  );
  if (problem.retryAfter) box.append(retryNotice(problem.retryAfter));
}

/** @param {import('./problems.js').FieldError} error */
function errorItem({ field, message }) {
  return element('li', {}, field ? `${field}: ${message}` : sentence(message));
}

/** @param {string} text */
export function sentence(text) {
  const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.?!…]$/.test(begun) ? begun : `${begun}.`;
}

/**
 * Counts down to the time of the retry. Screen readers announce the beginning and the end, not every second.
 *
 * @param {number} seconds
 */
function retryNotice(seconds) {
  const end = Date.now() + seconds * 1000;
  const time = new Date(end).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const ticking = element('span', { 'aria-hidden': 'true' });
  const notice = element('p', { class: 'retry' }, screenReaderText(`Try again at ${time}.`), ticking);
  everySecond(notice, () => {
    const left = end - Date.now();
    if (left <= 0) notice.replaceChildren('You can try again now.');
    else ticking.textContent = `Try again in ${clockText(left)}, at ${time}.`;
    return left > 0;
  });
  return notice;
}
