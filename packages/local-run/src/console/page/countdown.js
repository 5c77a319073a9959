/** @param {number} milliseconds @returns {string} such as `14:05` */
export function clockText(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Calls now and every second from now on, as long as the element is on the page and `tick` does not answer false.
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
