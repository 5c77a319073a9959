import { icon } from '../components/icon.js';
import { button, element, screenReaderText } from '../dom.js';
import { allItems, filterForm } from './filter-form.js';
import { itemPanel } from './item-panel.js';
import { valueText } from './item-text.js';
import { countItems, keysOf, primaryKey, readItems } from './table.js';

/** @typedef {import('./item-text.js').Item} Item */

const PAGE_SIZE = 50;
/** Further attributes are in the JSON of the item. */
const MAX_COLUMNS = 6;

/**
 * The items of a table, a page at a time.
 *
 * @param {import('./table.js').Table} table
 */
export function tableView(table) {
  let filter = allItems(table);
  /** Where the pages up to the current one begin. @type {(Item | undefined)[]} */
  let starts = [undefined];
  /** @type {Item | undefined} */
  let next;
  /** Rejects replies that arrive after that of a later request. */
  let requests = 0;
  /** @type {{ id: string, view: ReturnType<typeof itemPanel> } | undefined} */
  let open;

  const problem = element('p', { class: 'problem', role: 'alert' });
  const place = element('div', { class: 'items' });
  const range = element('p', { class: 'muted', role: 'status' });
  const previous = button('secondary small', () => void turn(-1), icon('back'), 'Previous');
  const following = button('secondary small', () => void turn(1), 'Next', icon('forward'));
  const count = button('link', () => void showCount(), 'Count all items');
  const pages = element(
    'nav',
    { class: 'pages', 'aria-label': 'Pages' },
    range,
    count,
    element('div', { class: 'actions' }, previous, following),
  );
  const layout = element('div', { class: 'table-items' }, element('div', { class: 'item-list' }, place, pages));
  const form = filterForm(table, (chosen) => {
    filter = chosen;
    starts = [undefined];
    closeItem();
    void load();
  });
  const root = element('div', { class: 'table-view' }, form, problem, layout);
  return { root, refresh };

  /** Reads the current page and the open item again. */
  async function refresh() {
    await Promise.all([load(), open?.view.refresh()]);
  }

  async function load() {
    requests += 1;
    const request = requests;
    const reply = await readItems(table, filter, { limit: PAGE_SIZE, start: starts.at(-1) });
    if (request !== requests) return;
    problem.textContent = reply.error ? reply.error.message : '';
    // What was shown stays, for example while the local run is stopped.
    if (reply.error) return;
    next = reply.next;
    show(reply.items);
  }

  /** @param {-1 | 1} step */
  async function turn(step) {
    if (step === -1 && starts.length > 1) starts.pop();
    if (step === 1 && next) starts.push(next);
    closeItem();
    await load();
    place.scrollIntoView({ block: 'nearest' });
  }

  /** @param {readonly Item[]} items */
  function show(items) {
    const first = (starts.length - 1) * PAGE_SIZE + 1;
    const isEmpty = items.length === 0 && starts.length === 1;
    range.textContent = items.length > 0 ? `Items ${first} to ${first + items.length - 1}` : '';
    previous.disabled = starts.length === 1;
    following.disabled = next === undefined;
    pages.hidden = isEmpty;
    keepingFocus(() => place.replaceChildren(items.length > 0 ? itemTable(items) : emptyState()));
    markOpenItem();
  }

  function emptyState() {
    if (starts.length > 1) return element('p', { class: 'muted' }, 'There are no more items.');
    const isFiltered = filter.partition !== '';
    return element(
      'div',
      { class: 'empty-state' },
      icon('tables'),
      element('h2', {}, isFiltered ? 'No item has these keys' : 'No items yet'),
      element(
        'p',
        {},
        isFiltered
          ? 'Keys are compared exactly, with upper and lower case.'
          : 'Items appear here as soon as the app writes them.',
      ),
    );
  }

  /** @param {readonly Item[]} items */
  function itemTable(items) {
    const columns = columnsOf(items);
    const isNumber = (/** @type {string} */ name) => items.some((item) => item[name]?.N !== undefined);
    const heads = columns.map((name, index) =>
      element('th', { scope: 'col', ...(index > 0 && isNumber(name) && { class: 'number' }) }, name),
    );
    const head = element('tr', {}, ...heads);
    const rows = items.map((item) => {
      const id = idOf(item);
      const [, ...others] = columns;
      const opener = button('link truncate', () => openItem(item), ...openerContent(item));
      const row = element(
        'tr',
        { class: 'selectable', 'data-item': id },
        element('td', {}, opener),
        ...others.map((name) => valueCell(item[name])),
      );
      row.addEventListener('click', ({ target }) => {
        if (target !== opener) openItem(item);
      });
      return row;
    });
    const grid = element('table', { class: 'data-table' }, element('thead', {}, head), element('tbody', {}, ...rows));
    return element('div', { class: 'table-frame' }, grid);
  }

  /** The keys first. @param {readonly Item[]} items */
  function columnsOf(items) {
    const keys = [...keysOf(table.schemas[0]), ...keysOf(filter.schema)].map(({ name }) => name);
    return [...new Set([...keys, ...items.flatMap((item) => Object.keys(item))])].slice(
      0,
      Math.max(MAX_COLUMNS, new Set(keys).size),
    );
  }

  /** The first key is visible, the other is in the next column. @param {Item} item */
  function openerContent(item) {
    const [first = '', ...others] = Object.values(primaryKey(table, item)).map((value) => shorten(valueText(value)));
    return [first || '(empty)', ...others.map((value) => screenReaderText(` ${value}`))];
  }

  /** @param {Item} item */
  function idOf(item) {
    return JSON.stringify(primaryKey(table, item));
  }

  /** @param {Item} item */
  function openItem(item) {
    const view = itemPanel({ table, item, onClose: closeAndReturn });
    open?.view.panel.remove();
    open = { id: idOf(item), view };
    layout.append(view.panel);
    layout.classList.add('split');
    markOpenItem();
    view.heading.focus();
    // An index may have a part of the attributes only.
    if (filter.schema.name !== '') void view.refresh();
  }

  function closeItem() {
    open?.view.panel.remove();
    open = undefined;
    layout.classList.remove('split');
    markOpenItem();
  }

  /** The focus returns to the item, or to the list if the item is gone. */
  function closeAndReturn() {
    const id = open?.id;
    closeItem();
    const rows = [...place.querySelectorAll('tr[data-item]')];
    const row = rows.find((it) => it.getAttribute('data-item') === id) ?? rows[0];
    row?.querySelector('button')?.focus();
  }

  function markOpenItem() {
    for (const row of place.querySelectorAll('tr[data-item]')) {
      if (row.getAttribute('data-item') === open?.id) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
  }

  /** Keeps the focus on the same item while the list is replaced. @param {() => void} replace */
  function keepingFocus(replace) {
    const focused = document.activeElement?.closest('tr[data-item]');
    const id = focused && place.contains(focused) ? focused.getAttribute('data-item') : undefined;
    replace();
    if (id === undefined) return;
    const rows = [...place.querySelectorAll('tr[data-item]')];
    const row = rows.find((it) => it.getAttribute('data-item') === id) ?? rows[0];
    row?.querySelector('button')?.focus();
  }

  async function showCount() {
    count.setAttribute('aria-disabled', 'true');
    const reply = await countItems(table);
    count.removeAttribute('aria-disabled');
    problem.textContent = reply.error ? reply.error.message : '';
    if (reply.count !== undefined) count.textContent = `${reply.count.toLocaleString('en')} items in all. Count again`;
  }
}

/** @param {import('./item-text.js').AttributeValue | undefined} value */
function valueCell(value) {
  if (value === undefined) return element('td', { class: 'muted' }, '–');
  const text = element('div', { class: 'truncate' }, shorten(valueText(value)));
  return element('td', value.N === undefined ? {} : { class: 'number' }, text);
}

/** An item may have 400 KB; the width of a column shows a part. @param {string} text */
function shorten(text) {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
