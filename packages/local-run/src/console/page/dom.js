/** Elements are found and made here, and text is only ever set as text: there is no way for markup to get in. */

/**
 * The one element that the selector finds. Throws when the page has none, or one of another kind.
 *
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind
 */
export function find(root, selector, kind) {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} ${selector}`);
}

/**
 * All elements that the selector finds.
 *
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function findAll(root, selector) {
  return [...root.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);
}

/**
 * A new element with attributes and content.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string>>} attributes
 * @param {(Node | string)[]} content
 */
export function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/**
 * A button that does something on the page without sending a form.
 *
 * @param {string} className
 * @param {() => void} act
 * @param {(Node | string)[]} content
 */
export function button(className, act, ...content) {
  const made = element('button', { type: 'button', class: className }, ...content);
  made.addEventListener('click', act);
  return made;
}

/** @param {string} text for screen readers alone */
export function screenReaderText(text) {
  return element('span', { class: 'sr-only' }, text);
}
