/** Finds and creates elements. Text is set as text only, so no reply can inject markup. */

/**
 * The first element that matches the selector. Throws if there is none or if it is of another type.
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
 * All HTML elements that match the selector.
 *
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function findAll(root, selector) {
  return [...root.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);
}

/**
 * Creates an element with attributes and content.
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
 * Creates a button that does not submit a form.
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

/** @param {string} text for screen readers only */
export function screenReaderText(text) {
  return element('span', { class: 'sr-only' }, text);
}
