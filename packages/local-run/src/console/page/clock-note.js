import { element, findAll } from './dom.js';

/** Cognito accepts the code of the step of 30 seconds before too. */
const TOLERATED_SECONDS = 30;

/** @type {readonly (readonly [seconds: number, unit: string])[]} */
const units = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/**
 * Says beside each field for the code of an authenticator app if the clock of the local run was moved: the app shows the codes of
 * another time.
 */
export async function showClockNotes() {
  const lead = await clockLead();
  const text = `The clock of the local run is ${lead} ahead, so it refuses the codes of an app on your phone. `;
  for (const place of findAll(document, '[data-clock-note]')) {
    place.replaceChildren(...(lead ? [text, element('a', { href: '#controls' }, 'Set the clock back')] : []));
  }
}

/** How far the clock of the local run is ahead, such as `31 days`; undefined if it was not moved or this is not known. */
export async function clockLead() {
  const seconds = await secondsAhead();
  return seconds > TOLERATED_SECONDS ? duration(seconds) : undefined;
}

/** How far the clock of the local run is ahead; 0 if it was not moved or this is not known. @returns {Promise<number>} */
export async function secondsAhead() {
  try {
    const reply = await fetch('clock', { cache: 'no-store' });
    const { aheadSeconds = 0 } = await reply.json();
    return aheadSeconds;
  } catch {
    return 0;
  }
}

/** @param {number} seconds */
function duration(seconds) {
  const [length, unit] = units.find(([length]) => seconds >= length) ?? [1, 'second'];
  const count = Math.round(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
