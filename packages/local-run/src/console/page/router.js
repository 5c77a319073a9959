import { find, findAll } from './dom.js';

/**
 * Shows one view at a time: the one in the fragment of the URL, such as `#sign-in`, so that the back button and bookmarks
 * work. `allowed` maps the requested view to the one to show; if they differ, the URL is replaced.
 */
export class Router {
  /** Called with the name of a view before it is shown. @type {(view: string) => void} */
  onEnter = () => {};

  /** @param {(view: string) => string} allowed */
  constructor(allowed) {
    this.allowed = allowed;
    this.views = findAll(document, '[data-view]');
    this.current = '';
    window.addEventListener('hashchange', () => this.#update());
    // The session may have ended while the page was in the back/forward cache.
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.#update());
  }

  /** Shows the view in the URL without moving the focus. */
  start() {
    this.#show(this.#requestedView());
  }

  /** Goes to a view. @param {string} view */
  go(view) {
    history.pushState(null, '', `#${view}`);
    this.#update();
  }

  #update() {
    const view = this.#requestedView();
    if (view === this.current) return;
    this.#show(view);
    // Screen readers announce the heading; the next Tab leads into the form.
    find(this.#section(view), 'h1', HTMLElement).focus();
    window.scrollTo(0, 0);
  }

  #requestedView() {
    const requested = location.hash.slice(1);
    const view = this.allowed(requested);
    if (view !== requested) history.replaceState(null, '', `#${view}`);
    return view;
  }

  /** @param {string} view */
  #show(view) {
    this.current = view;
    this.onEnter(view);
    for (const section of this.views) section.hidden = section.dataset.view !== view;
    for (const link of findAll(document, 'nav a')) {
      if (link.getAttribute('href') === `#${view}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${find(this.#section(view), 'h1', HTMLElement).textContent} · API console`;
  }

  /** @param {string} view */
  #section(view) {
    return find(document, `[data-view="${view}"]`, HTMLElement);
  }
}
