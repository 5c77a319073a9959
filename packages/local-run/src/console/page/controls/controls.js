import { element, find, screenReaderText } from '../dom.js';
import { onLive } from '../live.js';
import { clockCard } from './clock-card.js';
import { dataCard } from './data-card.js';
import { faultsCard } from './faults-card.js';
import { nextCodeCard } from './next-code-card.js';

/**
 * The section at #controls: the clock, the next code, failures of Cognito, and a reset. While one of them is in effect, the link to
 * the section has a mark: it is easily forgotten.
 *
 * @param {import('../sections.js').SectionContext} context
 * @returns {import('../sections.js').Section}
 */
export function connectControls({ section }) {
  /** Names of the controls that are in effect. @type {Set<string>} */
  const active = new Set();
  const mark = element('span', { class: 'active-mark' }, screenReaderText('(in effect)'));
  mark.hidden = true;
  find(document, '[data-sections] [href="#controls"]', HTMLElement).append(mark);
  const clock = clockCard((aheadSeconds) => setActive('clock', aheadSeconds !== 0));
  const nextCode = nextCodeCard((isFixed) => setActive('next-code', isFixed));
  const faults = faultsCard((count) => setActive('faults', count > 0));
  section.append(element('div', { class: 'control-cards' }, clock.card, nextCode.card, faults.card, dataCard()));
  onLive('clock', clock.load);
  onLive('faults', () => Promise.all([nextCode.load(), faults.load()]));
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  return {
    enter() {
      clearInterval(timer);
      clock.tick();
      timer = setInterval(clock.tick, 1_000);
      void Promise.all([clock.load(), nextCode.load(), faults.load()]);
    },
    leave() {
      clearInterval(timer);
    },
  };

  /** @param {string} name @param {boolean} isActive */
  function setActive(name, isActive) {
    if (isActive) active.add(name);
    else active.delete(name);
    mark.hidden = active.size === 0;
  }
}
