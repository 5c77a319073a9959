const SVG = 'http://www.w3.org/2000/svg';

/**
 * An icon of icons.svg. It is decoration: a control with an icon only needs a text for screen readers too.
 *
 * @param {string} name id of a symbol in icons.svg, such as `users`
 */
export function icon(name) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('class', 'icon');
  picture.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `icons.svg#${name}`);
  picture.append(use);
  return picture;
}
