import { find, findAll } from './dom.js';

/**
 * Shows one view at a time: the one in the fragment of the URL, such as `#sign-in` or `#users/maria`, so that the back button
 * and bookmarks work. What follows the first `/` is the rest, which the view interprets. `allowed` maps the requested view to
 * the one to show; if they differ, the URL is replaced.
 */
export class Router {
  /** Called with the name of a view, and the decoded rest, before it is shown. @type {(view: string, rest: string) => void} */
  onEnter = () => {};

  /** @param {(view: string) => string} allowed */
  constructor(allowed) {
    this.allowed = allowed;
    this.views = findAll(document, '[data-view]');
    this.current = '';
    this.rest = '';
    window.addEventListener('hashchange', () => this.#update());
    // The session may have ended while the page was in the back/forward cache.
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.#update());
  }

  /** Shows the view in the URL without moving the focus. */
  start() {
    this.#show(this.#requested());
  }

  /**
   * Goes to a view.
   *
   * @param {string} view
   * @param {string} [rest]
   */
  go(view, rest = '') {
    history.pushState(null, '', fragment(view, rest));
    this.#update();
  }

  #update() {
    const requested = this.#requested();
    if (requested.view === this.current && requested.rest === this.rest) return;
    this.#show(requested);
    // Screen readers announce the heading; the next Tab leads into the view.
    find(this.#section(requested.view), 'h1', HTMLElement).focus();
    window.scrollTo(0, 0);
  }

  #requested() {
    const [, requested = '', rest = ''] = /^#?([^/]*)\/?(.*)$/s.exec(location.hash) ?? [];
    const view = this.allowed(requested);
    if (view === requested) return { view, rest: decode(rest) };
    history.replaceState(null, '', fragment(view));
    return { view, rest: '' };
  }

  /** @param {{ view: string, rest: string }} place */
  #show({ view, rest }) {
    this.current = view;
    this.rest = rest;
    const section = this.#section(view);
    this.onEnter(view, rest);
    for (const each of this.views) each.hidden = each !== section;
    const name = section.classList.contains('section') ? view : 'try';
    find(document, '[data-content]', HTMLElement).dataset.section = name;
    for (const link of findAll(document, 'nav a')) {
      const isCurrent = [`#${view}`, `#${name}`].includes(String(link.getAttribute('href')));
      if (!isCurrent) link.removeAttribute('aria-current');
      else {
        link.setAttribute('aria-current', 'page');
        // On a phone, the tabs do not fit.
        link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      }
    }
    document.title = `${find(section, 'h1', HTMLElement).textContent} · API console`;
  }

  /** @param {string} view */
  #section(view) {
    return find(document, `[data-view="${view}"]`, HTMLElement);
  }
}

/**
 * The fragment of a URL that leads to a view, such as `#users/maria`.
 *
 * @param {string} view
 * @param {string} [rest]
 */
export function fragment(view, rest = '') {
  return `#${view}${rest && `/${encodeURIComponent(rest)}`}`;
}

/** A fragment that a person has typed may not be encoded properly. @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
