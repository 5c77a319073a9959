import { button, element, find, findAll } from './dom.js';
import { checkFields, clearErrors, prepareFields, showFieldErrors, valuesOf } from './fields.js';
import { showNotice } from './notice.js';
import { showProblem } from './problem-box.js';

/**
 * @typedef {object} Submission
 * @property {Record<string, string>} values the values of the fields, by name
 * @property {string} action the value of the button that was pressed
 * @property {AbortSignal} signal aborted when the user cancels the call
 *
 * @typedef {import('./problems.js').Problem} Problem
 */

/** Most replies arrive before this. */
const CANCEL_AFTER_MS = 1_000;

/**
 * Handles the submissions of a form, one at a time; its buttons are busy meanwhile. The page checks the fields that the pressed button
 * sends before it calls `act`. The problem that `act` returns is shown at the fields that it is about, or above the form.
 *
 * @param {string} name
 * @param {(submission: Submission) => Promise<Problem | undefined | void>} act
 */
export function onSubmit(name, act) {
  const form = find(document, `[data-form="${name}"]`, HTMLFormElement);
  const problemBox = element('div', { class: 'problem', role: 'alert' });
  form.prepend(problemBox, element('div', { class: 'success', role: 'status' }));
  prepareFields(form);
  const busy = busyState(form);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy.isBusy()) return;
    showNotice('');
    clearMessages(form);
    if (!checkFields(form, event.submitter)) return;
    const signal = busy.begin(event.submitter);
    const action = event.submitter instanceof HTMLButtonElement ? event.submitter.value : '';
    const problem = await act({ values: valuesOf(form), action, signal }).finally(() => busy.end());
    // The end of a session leads to another view, whose notice gives the reason.
    if (!problem || form.offsetParent === null) return;
    const rest = showFieldErrors(form, problem);
    if (rest) showProblem(problemBox, rest);
  });
  return form;
}

/**
 * Shows a success message in a form.
 *
 * @param {HTMLFormElement} form
 * @param {string} text
 */
export function showSuccess(form, text) {
  find(form, '.success', HTMLElement).textContent = text;
}

/**
 * Removes all messages of a form.
 *
 * @param {HTMLFormElement} form
 */
export function clearMessages(form) {
  clearErrors(form);
  for (const place of findAll(form, '.problem, .success')) place.replaceChildren();
}

/**
 * Busy buttons keep the focus and their size; pressing them again has no effect.
 *
 * @param {HTMLFormElement} form
 */
function busyState(form) {
  const submitButtons = () => findAll(form, 'button:not([type="button"])');
  /** @type {AbortController | undefined} */
  let call;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const cancel = button('link cancel', () => call?.abort(), 'Cancel');
  find(form, '.actions', HTMLElement).append(cancel);
  return {
    isBusy: () => call !== undefined,
    /** @param {HTMLElement | null} pressed */
    begin(pressed) {
      call = new AbortController();
      form.setAttribute('aria-busy', 'true');
      for (const each of submitButtons()) each.setAttribute('aria-disabled', 'true');
      pressed?.classList.add('busy');
      timer = setTimeout(() => cancel.classList.add('offered'), CANCEL_AFTER_MS);
      return call.signal;
    },
    end() {
      call = undefined;
      clearTimeout(timer);
      if (document.activeElement === cancel) submitButtons()[0]?.focus();
      cancel.classList.remove('offered');
      form.removeAttribute('aria-busy');
      for (const each of submitButtons()) {
        each.removeAttribute('aria-disabled');
        each.classList.remove('busy');
      }
    },
  };
}
