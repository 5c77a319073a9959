import { icon } from '../components/icon.js';
import { button, element, screenReaderText } from '../dom.js';
import { fragment } from '../router.js';
import { avatar, countText, replaceContent, statusBadges, statuses, timeElement } from './format.js';
import { sentenceFor } from './problems.js';
import { findUsers, PAGE_SIZE } from './search.js';

/**
 * @typedef {import('./pool.js').User} User
 * @typedef {import('./search.js').Cursor} Cursor
 */

const TYPING_PAUSE_MS = 200;

/**
 * The list of users, with search and pages.
 *
 * @param {import('./pool.js').Pool} pool
 */
export function createUserList(pool) {
  const search = element('input', {
    type: 'search',
    placeholder: 'Search users',
    maxlength: '100',
    spellcheck: 'false',
  });
  const filter = element('select', { 'aria-label': 'Filter' });
  const summary = element('p', { class: 'muted page-summary', role: 'status' });
  const rows = element('tbody', {});
  const table = element(
    'div',
    { class: 'table-frame', tabindex: '-1' },
    element('table', { class: 'data-table users-table' }, tableHead(), rows),
  );
  const message = element('div', { hidden: '' });
  const previous = button('secondary small', () => turn(-1), icon('back'), 'Previous');
  const next = button('secondary small', () => turn(1), 'Next', icon('forward'));
  const pager = element('nav', { class: 'pager', 'aria-label': 'Pages of users' }, summary, previous, next);
  const view = element(
    'div',
    { class: 'users-view' },
    element(
      'div',
      { class: 'toolbar' },
      element(
        'label',
        { class: 'search' },
        icon('search'),
        screenReaderText('Search by the beginning of the username, e-mail address, name or sub'),
        search,
      ),
      filter,
    ),
    message,
    table,
    pager,
  );

  /** Where the pages up to the shown one begin. @type {(Cursor | undefined)[]} */
  let pages = [undefined];
  /** Where the page after the shown one begins. @type {Cursor | undefined} */
  let following;
  let loads = 0;
  let shown = '';

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(restart, TYPING_PAUSE_MS);
  });
  filter.addEventListener('change', restart);
  showFilters([]);

  return { view, load, showGroup };

  /** Loads the shown page again. Without a change, the document stays as it is. */
  async function load() {
    const number = ++loads;
    const [page, { groups = [] }, { userCount }] = await Promise.all([
      findUsers(pool, query(), pages.at(-1)),
      pool.listGroups(),
      pool.describe(),
    ]);
    // Another load has started meanwhile, for example by typing.
    if (number !== loads) return;
    showFilters(groups.map(({ GroupName }) => GroupName));
    if (page.error?.name === 'NoReply' && shown) return;
    if (page.error) return showMessage('alert', 'The users cannot be shown', sentenceFor(page.error));
    const isEmptyPage = page.users.length === 0 && pages.length > 1;
    if (isEmptyPage) {
      // The users of the last page were deleted.
      pages.pop();
      return load();
    }
    following = page.next;
    showPage(page.users, userCount);
  }

  /** Shows the users of a group. @param {string} group */
  function showGroup(group) {
    search.value = '';
    showFilters([group]);
    filter.value = `group ${group}`;
    pages = [undefined];
  }

  function query() {
    const [kind, ...rest] = filter.value.split(' ');
    const value = rest.join(' ');
    return {
      text: search.value.trim(),
      status: kind === 'status' ? value : '',
      group: kind === 'group' ? value : '',
    };
  }

  function restart() {
    pages = [undefined];
    void load();
  }

  /** @param {-1 | 1} step */
  function turn(step) {
    if (step < 0) pages.pop();
    else pages.push(following);
    void load().then(() => {
      table.focus({ preventScroll: true });
      view.scrollIntoView({ block: 'start' });
    });
  }

  /**
   * @param {readonly User[]} users
   * @param {number | undefined} userCount
   */
  function showPage(users, userCount) {
    const isFiltered = search.value.trim() !== '' || filter.value !== '';
    const state = JSON.stringify([
      users.map((user) => ({ ...user, attributes: [...user.attributes] })),
      pages,
      following,
      userCount,
      isFiltered,
    ]);
    if (state === shown && message.childElementCount === 0) return;
    shown = state;
    if (users.length === 0) {
      if (isFiltered)
        showMessage(
          'search',
          'No user found',
          'The search compares the beginning of the username, e-mail address, name and sub.',
        );
      else showMessage('users', 'No users yet', 'Create one with the button above, or sign up in "Try the API".');
      return;
    }
    message.replaceChildren();
    message.hidden = true;
    table.hidden = false;
    pager.hidden = false;
    replaceContent(rows, ...users.map(userRow));
    const first = (pages.length - 1) * PAGE_SIZE + 1;
    const range = `${countText(first)}–${countText(first + users.length - 1)}`;
    const isWhole = pages.length === 1 && !following;
    const total = isFiltered || userCount === undefined ? '' : ` of ${countText(userCount)}`;
    summary.textContent = isWhole
      ? users.length === 1
        ? '1 user'
        : `${users.length} users`
      : `Users ${range}${total}`;
    previous.hidden = pages.length === 1 && !following;
    next.hidden = previous.hidden;
    previous.disabled = pages.length === 1;
    next.disabled = !following;
  }

  /**
   * @param {string} name of the icon
   * @param {string} title
   * @param {string} text
   */
  function showMessage(name, title, text) {
    message.hidden = false;
    table.hidden = true;
    pager.hidden = true;
    rows.replaceChildren();
    summary.textContent = '';
    message.replaceChildren(
      element(
        'div',
        { class: 'empty-state' },
        icon(name),
        element('h2', {}, title),
        element('p', { role: 'status' }, text),
      ),
    );
  }

  /** @param {readonly string[]} groups */
  function showFilters(groups) {
    const chosen = filter.value;
    const wanted = chosen.startsWith('group ') ? [chosen.slice('group '.length)] : [];
    const names = [...new Set([...groups, ...(groups.length === 0 ? wanted : [])])];
    const key = JSON.stringify(names);
    if (filter.dataset.groups === key) return;
    filter.dataset.groups = key;
    const options = [...statuses].map(([status, { text }]) => element('option', { value: `status ${status}` }, text));
    const groupOptions = names.map((name) => element('option', { value: `group ${name}` }, name));
    filter.replaceChildren(
      element('option', { value: '' }, 'All users'),
      element('optgroup', { label: 'Status' }, ...options, element('option', { value: 'status disabled' }, 'Disabled')),
      ...(names.length > 0 ? [element('optgroup', { label: 'Group' }, ...groupOptions)] : []),
    );
    filter.value = chosen;
    if (filter.selectedIndex < 0) filter.value = '';
  }

  /** @param {User} user */
  function userRow(user) {
    const { username, name, attributes, createdAt } = user;
    const email = attributes.get('email');
    const second = [email, attributes.get('name'), username].find((text) => text && text !== name) ?? '';
    const link = element('a', { href: fragment('users', username), 'data-key': username }, name);
    const row = element(
      'tr',
      { class: 'selectable' },
      element(
        'td',
        {},
        element(
          'div',
          { class: 'user-cell' },
          avatar(name),
          element('div', { class: 'user-names' }, link, element('span', { class: 'muted' }, second)),
        ),
      ),
      element('td', {}, element('div', { class: 'badges' }, ...statusBadges(user))),
      element('td', { class: 'wide' }, timeElement(createdAt)),
    );
    row.addEventListener('click', (event) => {
      if (event.target instanceof Element && !event.target.closest('a') && !getSelection()?.toString()) link.click();
    });
    return row;
  }
}

function tableHead() {
  const heading = (/** @type {string} */ text, className = '') =>
    element('th', { scope: 'col', class: className }, text);
  return element('thead', {}, element('tr', {}, heading('User'), heading('Status'), heading('Created', 'wide')));
}
