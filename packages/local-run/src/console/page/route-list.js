import { element, find } from './dom.js';

/** @type {Readonly<Record<string, string>>} */
const authLabels = {
  open: 'open',
  'id-token': 'ID token',
  'access-token': 'access token',
  iam: 'AWS signature',
};

/**
 * Shows the routes of an API that the forms of this page do not fit.
 *
 * @param {readonly import('./configuration.js').ApiRoute[]} routes
 */
export function showRoutes(routes) {
  const section = find(document, '[data-routes]', HTMLElement);
  const rows = routes.map(({ method, path, auth }) =>
    element(
      'tr',
      {},
      element('td', { class: 'method' }, method),
      element('td', { class: 'path' }, path),
      element('td', {}, authLabels[auth] ?? auth),
    ),
  );
  find(section, 'tbody', HTMLElement).replaceChildren(...rows);
  section.hidden = false;
  document.title = `${find(section, 'h1', HTMLElement).textContent} · API console`;
}
