/**
 * Tells the sections of the console what has changed in the local run.
 *
 * A browser opens at most six connections to a host, so all tabs share one: a visible tab holds it, and passes the events on to
 * the other tabs. A hidden tab gives it up, because browsers slow hidden tabs down.
 *
 * @typedef {'messages' | 'users' | 'items' | 'clock' | 'faults' | 'app'} LiveEventName
 *
 * What the tab with the connection tells the others. `opened`: there is a new connection, and events may have been missed.
 *
 * @typedef {{ event: LiveEventName } | { opened: true } | { connected: boolean } | { question: 'connected' }} TabMessage
 */

/** @type {readonly LiveEventName[]} */
const NAMES = ['messages', 'users', 'items', 'clock', 'faults', 'app'];
const RETRY_MS = 1_000;

/** @type {Map<LiveEventName, Set<() => void>>} */
const listeners = new Map(NAMES.map((name) => [name, new Set()]));
/** @type {Set<(connected: boolean) => void>} */
const connectionListeners = new Set();
/** Undefined until it is known. @type {boolean | undefined} */
let connected;
/** Ends the part of the tab with the connection, or the wait for it. @type {AbortController | undefined} */
let part;
/** Whether this tab has the connection. */
let leads = false;
/** @type {BroadcastChannel | undefined} */
let channel;

/**
 * Calls a function when something has changed, and each time after the connection was opened, because changes may have been
 * missed before. While its promise is pending, further calls are merged into one.
 *
 * @param {LiveEventName} name
 * @param {() => unknown} callback
 * @returns {() => void} removes the callback
 */
export function onLive(name, callback) {
  const listener = merged(callback);
  listeners.get(name)?.add(listener);
  start();
  return () => listeners.get(name)?.delete(listener);
}

/**
 * Calls a function when the connection to the local run is opened or lost, and at once if its state is known.
 *
 * @param {(connected: boolean) => void} callback
 */
export function onConnection(callback) {
  connectionListeners.add(callback);
  if (connected !== undefined) callback(connected);
  start();
}

function start() {
  if (channel) return;
  channel = new BroadcastChannel('live');
  channel.addEventListener('message', ({ data }) => receive(data));
  channel.postMessage(/** @type {TabMessage} */ ({ question: 'connected' }));
  document.addEventListener('visibilitychange', takePart);
  takePart();
}

/** Waits for the connection while the tab is visible. */
function takePart() {
  part?.abort();
  part = undefined;
  if (document.hidden) return;
  part = new AbortController();
  const { signal } = part;
  navigator.locks
    .request('live', { signal }, () => lead(signal))
    .catch(() => {
      // The tab was hidden before it had the connection.
    });
}

/** Keeps a connection until the signal. @param {AbortSignal} signal */
async function lead(signal) {
  leads = true;
  while (!signal.aborted) {
    await connectionLost(signal);
    if (signal.aborted) break;
    tell({ connected: false });
    await delay(RETRY_MS, signal);
  }
  leads = false;
}

/**
 * Opens a connection, and resolves when it is lost or cannot be opened, or at the signal.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function connectionLost(signal) {
  const source = new EventSource('events');
  source.addEventListener('open', () => tell({ opened: true }));
  for (const name of NAMES) source.addEventListener(name, () => tell({ event: name }));
  // Browsers differ in when they try again, and do not after a reply such as 503.
  return untilAborted(signal, (end) => source.addEventListener('error', end)).finally(() => source.close());
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function delay(milliseconds, signal) {
  return untilAborted(signal, (end) => setTimeout(end, milliseconds));
}

/**
 * Resolves when `end` is called, or at the signal.
 *
 * @param {AbortSignal} signal
 * @param {(end: () => void) => void} begin
 * @returns {Promise<void>}
 */
function untilAborted(signal, begin) {
  return new Promise((resolve) => {
    const end = () => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
    begin(end);
  });
}

/** Sends a message to all tabs, this one included. @param {TabMessage} message */
function tell(message) {
  channel?.postMessage(message);
  receive(message);
}

/** @param {TabMessage} message */
function receive(message) {
  if ('question' in message) {
    if (leads && connected !== undefined) channel?.postMessage(/** @type {TabMessage} */ ({ connected }));
  } else if ('connected' in message) {
    setConnected(message.connected);
  } else {
    setConnected(true);
    for (const name of 'event' in message ? [message.event] : NAMES) {
      for (const listener of listeners.get(name) ?? []) listener();
    }
  }
}

/** @param {boolean} value */
function setConnected(value) {
  if (connected === value) return;
  connected = value;
  for (const listener of connectionListeners) listener(value);
}

/**
 * A function that calls the callback, or once more later if its last call is still in progress.
 *
 * @param {() => unknown} callback
 */
function merged(callback) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await callback();
      }
    } finally {
      running = false;
    }
  };
}
