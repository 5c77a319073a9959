/**
 * Shows items as the children of an element. An element whose item is still shown stays as it is, so that it keeps the focus and what
 * the user has opened in it.
 *
 * @template Item
 * @param {HTMLElement} list
 * @param {readonly Item[]} items
 * @param {object} functions
 * @param {(item: Item) => string} functions.key differs for items that look different
 * @param {(item: Item) => HTMLElement} functions.create
 */
export function showItems(list, items, { key, create }) {
  const keys = new Set(items.map(key));
  /** @type {Map<string, Element>} */
  const shown = new Map();
  for (const child of [...list.children]) {
    const childKey = child.getAttribute('data-key') ?? '';
    if (keys.has(childKey)) shown.set(childKey, child);
    else child.remove();
  }
  let next = list.firstElementChild;
  for (const item of items) {
    const made = shown.get(key(item)) ?? created(item);
    if (made === next) next = made.nextElementSibling;
    else list.insertBefore(made, next);
  }

  /** @param {Item} item */
  function created(item) {
    const made = create(item);
    made.setAttribute('data-key', key(item));
    return made;
  }
}
