import { element, findAll } from './dom.js';

/** Cognito accepts the code of the step of 30 seconds before too. */
const TOLERATED_SECONDS = 30;
const DAY_SECONDS = 86_400;

/**
 * Says beside each field for the code of an authenticator app if the clock of the local run was moved: the app shows the codes of
 * another time.
 */
export async function showClockNotes() {
  const ahead = await secondsAhead();
  const notes = ahead < TOLERATED_SECONDS ? [] : [note, link];
  for (const place of findAll(document, '[data-clock-note]'))
    place.replaceChildren(...notes.map((make) => make(ahead)));
}

/** Seconds by which the clock of the local run is ahead; 0 if it is not known. */
async function secondsAhead() {
  try {
    const reply = await fetch('clock', { cache: 'no-store' });
    const { aheadSeconds } = await reply.json();
    return Number(aheadSeconds) || 0;
  } catch {
    return 0;
  }
}

/** @param {number} ahead */
function note(ahead) {
  return `The clock of the local run is ${duration(ahead)} ahead, so it refuses the codes of an app on your phone. `;
}

function link() {
  return element('a', { href: '#controls' }, 'Set the clock back');
}

/** @param {number} seconds */
function duration(seconds) {
  /** @type {readonly (readonly [length: number, unit: string])[]} */
  const units = [
    [DAY_SECONDS, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [length, unit] = units.find(([length]) => seconds >= length) ?? [1, 'second'];
  const count = Math.round(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
