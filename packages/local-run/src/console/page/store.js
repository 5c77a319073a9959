/**
 * Data that survives a reload of this tab. Other tabs and later visits do not see it.
 *
 * @typedef {object} Store
 * @property {boolean} persistent false if the browser does not allow storage: then a reload loses the data
 * @property {(key: string) => unknown} read undefined if nothing was written
 * @property {(key: string, value: unknown) => void} write undefined removes it
 */

/**
 * Creates a store in the tab's session storage, or in memory if that is disabled or full.
 *
 * @param {string} prefix separates the data of different APIs
 * @returns {Store}
 */
export function createStore(prefix) {
  const storage = sessionStorageOrUndefined();
  /** @type {Map<string, unknown>} */
  const memory = new Map();
  return {
    persistent: storage !== undefined,
    read(key) {
      if (memory.has(key)) return memory.get(key);
      return parse(storage?.getItem(prefix + key));
    },
    write(key, value) {
      memory.set(key, value);
      if (value === undefined) return storage?.removeItem(prefix + key);
      try {
        storage?.setItem(prefix + key, JSON.stringify(value));
      } catch {
        // The storage is full: the data is kept in memory until a reload, which must not find older data.
        storage?.removeItem(prefix + key);
      }
    },
  };
}

/** If the user has disabled storage, accessing it throws. */
function sessionStorageOrUndefined() {
  try {
    const storage = window.sessionStorage;
    storage.setItem('api-console', 'works');
    storage.removeItem('api-console');
    return storage;
  } catch {
    return undefined;
  }
}

/** @param {string | null | undefined} text */
function parse(text) {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
