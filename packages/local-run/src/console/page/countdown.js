/** @param {number} milliseconds @returns {string} such as `14:05` */
export function clockText(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Calls `tick` now and then every second, until the element is removed from the page or `tick` returns false.
 *
 * @param {Element} element
 * @param {() => boolean | void} tick
 */
export function everySecond(element, tick) {
  if (tick() === false) return;
  const timer = setInterval(() => {
    if (!element.isConnected || tick() === false) clearInterval(timer);
  }, 1000);
}
