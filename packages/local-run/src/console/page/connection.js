import { find } from './dom.js';
import { onConnection } from './live.js';

const NOT_RUNNING =
  'The local run is not running. Start it with npm start: this page shows what it last knew, and continues by itself.';

/** Says so while the local run is not running. */
export function connectConnection() {
  const place = find(document, '[data-connection]', HTMLElement);
  onConnection((connected) => {
    place.textContent = connected ? '' : NOT_RUNNING;
  });
}
