/**
 * What outlives a reload of this tab, and nothing else: other tabs and later visits see none of it.
 *
 * @typedef {object} Store
 * @property {boolean} persistent false where the browser keeps nothing: then all of it ends with the page
 * @property {(key: string) => unknown} read undefined for what was never written
 * @property {(key: string, value: unknown) => void} write undefined removes it
 */

/**
 * The tab's own storage; memory where it is switched off or full.
 *
 * @param {string} prefix keeps what belongs to one API apart
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
        // Full: the page has it all the same, until it is reloaded.
      }
    },
  };
}

/** Where the user has switched storage off, even looking at it throws. */
function sessionStorageOrUndefined() {
  try {
    const storage = window.sessionStorage;
    storage.setItem('cognito-auth-api', 'works');
    storage.removeItem('cognito-auth-api');
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
