import { button, element } from '../dom.js';
import { control } from './control.js';
import { controlForm, field, numberInput, parseCount, select } from './control-form.js';

/** The kinds of faults, and what a caller of Cognito gets. @type {readonly (readonly [string, string])[]} */
const kinds = [
  ['throttle', 'Throttled (TooManyRequestsException)'],
  ['unavailable', 'Unavailable (503)'],
  ['internalError', 'Internal error (500)'],
  ['reset', 'Connection reset'],
  ['slow', 'Slow reply'],
];

/** Suggestions: the operations of sign-up and sign-in. Others can be entered. */
const operations = [
  'SignUp',
  'ConfirmSignUp',
  'ResendConfirmationCode',
  'InitiateAuth',
  'RespondToAuthChallenge',
  'GetTokensFromRefreshToken',
  'RevokeToken',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'ChangePassword',
  'GetUser',
  'UpdateUserAttributes',
  'DeleteUser',
  'GlobalSignOut',
];

/** Makes calls of Cognito fail. @param {(count: number) => void} onFaults */
export function faultsCard(onFaults) {
  const place = element('div', { class: 'faults' });
  const kind = select('fault-kind', kinds);
  const delay = numberInput('fault-delay', { value: '5000' });
  const operation = element('input', {
    id: 'fault-operation',
    list: 'fault-operations',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    placeholder: 'All operations',
  });
  const times = numberInput('fault-times', { placeholder: 'All' });
  const delayField = field('Delay in milliseconds', delay, 'From 1 to 60000.');
  const form = controlForm({
    label: 'Make Cognito fail',
    fields: [
      field('Failure', kind),
      delayField,
      field('Operation', operation, 'Such as InitiateAuth. Empty: all operations.'),
      field('How many calls', times, 'Empty: all calls until you remove the failure.'),
    ],
    actions: [element('button', { type: 'submit' }, 'Add failure')],
    async onSubmit(show) {
      const [delayMs, count] = [parseCount(delay.value), parseCount(times.value)];
      const isSlow = kind.value === 'slow';
      if (isSlow && (delayMs === undefined || delayMs > 60_000)) return show('Enter a delay from 1 to 60000.', delay);
      if (times.value.trim() !== '' && count === undefined)
        return show('Enter a whole number above 0, or nothing.', times);
      const name = operation.value.trim();
      const { error } = await control('POST', 'faults', {
        fault: kind.value,
        ...(isSlow && { delayMs }),
        ...(name && { operation: name }),
        ...(count && { times: count }),
      });
      if (error)
        return show(error.startsWith('Wrong body: operation') ? `Cognito has no operation ${name}.` : error, operation);
      await load();
    },
  });
  form.append(
    element('datalist', { id: 'fault-operations' }, ...operations.map((value) => element('option', { value }))),
  );
  kind.addEventListener('change', showDelay);
  showDelay();
  const card = element(
    'section',
    { class: 'card', 'aria-labelledby': 'faults-heading' },
    element('h2', { id: 'faults-heading' }, 'Failures of Cognito'),
    element(
      'p',
      { class: 'lead' },
      'Calls of the app fail as if Cognito had trouble. This shows what its users see then.',
    ),
    place,
    form,
  );
  return { card, load };

  function showDelay() {
    delayField.hidden = kind.value !== 'slow';
  }

  async function load() {
    const { body, error } = await control('GET', 'faults');
    if (error) return;
    const faults = Array.isArray(body) ? body : [];
    const state = element('p', { role: 'status', class: 'control-state' }, faults.length === 0 ? 'Cognito works.' : '');
    place.replaceChildren(faults.length === 0 ? state : faultTable(faults));
    onFaults(faults.length);
  }

  /** @param {readonly Readonly<Record<string, unknown>>[]} faults */
  function faultTable(faults) {
    const rows = faults.map(({ fault, delayMs, operation, times }) =>
      element(
        'tr',
        {},
        element('td', {}, kindText(String(fault)), delayMs === undefined ? '' : `, ${delayMs} ms`),
        element('td', {}, String(operation ?? 'All operations')),
        element('td', {}, times === undefined ? 'All calls' : `${times} more`),
      ),
    );
    const head = element(
      'tr',
      {},
      ...['Failure', 'Operation', 'Calls'].map((name) => element('th', { scope: 'col' }, name)),
    );
    const grid = element('table', { class: 'data-table' }, element('thead', {}, head), element('tbody', {}, ...rows));
    const clear = button('secondary', () => void removeAll(), 'Remove all failures');
    return element(
      'div',
      { class: 'fault-list' },
      element('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Failures' }, grid),
      clear,
    );
  }

  async function removeAll() {
    await control('DELETE', 'faults');
    await load();
    kind.focus();
  }
}

/** @param {string} name */
function kindText(name) {
  return kinds.find(([kind]) => kind === name)?.[1] ?? name;
}
