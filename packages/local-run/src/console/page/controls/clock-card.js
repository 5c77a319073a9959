import { button, element } from '../dom.js';
import { control } from './control.js';
import { controlForm, field, numberInput, parseCount, select } from './control-form.js';

const SECONDS = { minute: 60, hour: 3_600, day: 86_400 };

/** @type {readonly (readonly [string, number])[]} */
const steps = [
  ['15 minutes', 15 * SECONDS.minute],
  ['1 hour', SECONDS.hour],
  ['1 day', SECONDS.day],
  ['30 days', 30 * SECONDS.day],
];

/**
 * The clock of the local run: what it shows, and buttons that move it.
 *
 * @param {(aheadSeconds: number) => void} onAhead
 */
export function clockCard(onAhead) {
  const time = element('time', { class: 'clock-time' });
  const ahead = element('p', { class: 'muted', role: 'status' });
  const problem = element('p', { class: 'problem', role: 'alert' });
  const reset = button('secondary', () => void change(() => control('DELETE', 'clock')), 'Back to real time');
  const hint = element(
    'p',
    { class: 'hint', id: 'clock-hint' },
    'Back at real time, what was issued meanwhile is valid for longer: remove the users, too.',
  );
  const amount = numberInput('clock-amount', { value: '5' });
  const unit = select('clock-unit', [
    ['minute', 'minutes'],
    ['hour', 'hours'],
    ['day', 'days'],
  ]);
  const form = controlForm({
    label: 'Move the clock by another time',
    fields: [field('Move forward by', amount), field('Unit', unit)],
    actions: [element('button', { type: 'submit', class: 'secondary' }, 'Move forward')],
    async onSubmit(show) {
      const count = parseCount(amount.value);
      if (count === undefined) return show('Enter a whole number above 0.', amount);
      const error = await move(count * SECONDS[/** @type {keyof typeof SECONDS} */ (unit.value)]);
      if (error) show(error, amount);
    },
  });
  const card = element(
    'section',
    { class: 'card', 'aria-labelledby': 'clock-heading' },
    element('h2', { id: 'clock-heading' }, 'Clock'),
    element(
      'p',
      { class: 'lead' },
      'Decides when tokens, codes, sessions and temporary passwords expire. Functions and rate limits have real time.',
    ),
    element('div', { class: 'clock' }, time, ahead),
    problem,
    element(
      'div',
      { class: 'actions', role: 'group', 'aria-label': 'Move the clock forward' },
      ...steps.map(([text, seconds]) => button('secondary', () => void change(() => advance(seconds)), `+ ${text}`)),
      reset,
    ),
    hint,
    form,
  );
  reset.setAttribute('aria-describedby', hint.id);
  let aheadMs = 0;
  return { card, load, tick };

  async function load() {
    const { body, error } = await control('GET', 'clock');
    if (error) problem.textContent = error;
    else show(body);
  }

  /** @param {unknown} body */
  function show(body) {
    const { aheadSeconds } = Object(body);
    aheadMs = Number(aheadSeconds) * 1000;
    problem.textContent = '';
    ahead.textContent = aheadMs === 0 ? 'Real time' : `${durationText(Number(aheadSeconds))} ahead of real time`;
    for (const part of [reset, hint]) part.hidden = aheadMs === 0;
    onAhead(Number(aheadSeconds));
    tick();
  }

  /** Shows the time of now. */
  function tick() {
    const now = new Date(Date.now() + aheadMs);
    time.dateTime = now.toISOString();
    time.textContent = now.toLocaleString([], { dateStyle: 'full', timeStyle: 'medium' });
  }

  /** @param {() => Promise<import('./control.js').ControlResult>} call */
  async function change(call) {
    const { error } = await call();
    if (error) problem.textContent = error;
    else await load();
  }

  /** Returns an error. @param {number} seconds */
  async function move(seconds) {
    const { error } = await advance(seconds);
    if (!error) await load();
    return error;
  }
}

/** @param {number} seconds @returns {Promise<import('./control.js').ControlResult>} */
async function advance(seconds) {
  const result = await control('POST', 'clock', { advanceSeconds: seconds });
  const isTooFar = result.error?.includes('advanceSeconds');
  return isTooFar ? { error: 'The clock can be at most 20 years ahead of real time.' } : result;
}

/** Such as `1 day 2 hours`. @param {number} seconds */
export function durationText(seconds) {
  let rest = Math.round(seconds);
  const parts = /** @type {const} */ (['day', 'hour', 'minute']).map((unit) => {
    const count = Math.floor(rest / SECONDS[unit]);
    rest -= count * SECONDS[unit];
    return countText(count, unit);
  });
  return [...parts, countText(rest, 'second')].filter(Boolean).join(' ') || '0 seconds';
}

/** @param {number} count @param {string} unit */
function countText(count, unit) {
  return count === 0 ? '' : `${count} ${unit}${count === 1 ? '' : 's'}`;
}
