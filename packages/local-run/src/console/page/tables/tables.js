import { icon } from '../components/icon.js';
import { loadConfiguration } from '../configuration.js';
import { element, find } from '../dom.js';
import { onLive } from '../live.js';
import { fragment } from '../router.js';
import { describeTable, keyText } from './table.js';
import { tableView } from './table-view.js';

/** @typedef {import('./table.js').Table} Table */

/**
 * The section at #tables: the DynamoDB tables of the app, and at #tables/NAME the items of one.
 *
 * @param {import('../sections.js').SectionContext} context
 * @returns {import('../sections.js').Section}
 */
export function connectTables({ section }) {
  const heading = find(section, 'h1', HTMLElement);
  const lead = find(section, '.lead', HTMLElement);
  const about = lead.textContent ?? '';
  const back = element('a', { class: 'back-link', href: '#tables' }, icon('back'), 'All tables');
  const problem = element('p', { class: 'problem', role: 'alert' });
  const place = element('div', { class: 'tables' });
  find(section, '.page-heading > div', HTMLElement).prepend(back);
  section.append(problem, place);
  /** Name of the table that is shown; empty for the list. */
  let shown = '';
  /** @type {ReturnType<typeof tableView> | undefined} */
  let view;
  /** What the view was made for: another schema needs another view. */
  let schemas = '';
  /** Rejects replies for a view that was left. */
  let visits = 0;
  /** @type {(() => void)[]} */
  let subscriptions = [];

  return {
    enter(rest) {
      visits += 1;
      shown = rest;
      view = undefined;
      heading.textContent = rest || 'Tables';
      lead.textContent = rest ? '' : about;
      back.hidden = rest === '';
      problem.textContent = '';
      place.replaceChildren(element('p', { class: 'muted' }, 'Loading …'));
      void load();
      unsubscribe();
      subscriptions = [onLive('app', load), onLive('items', () => view?.refresh())];
    },
    leave() {
      visits += 1;
      unsubscribe();
    },
  };

  function unsubscribe() {
    for (const remove of subscriptions.splice(0)) remove();
  }

  async function load() {
    await (shown === '' ? showList() : showTable(shown));
  }

  async function showList() {
    const visit = visits;
    const configuration = await loadConfiguration();
    const replies = await Promise.all((configuration?.tables ?? []).map(describeTable));
    if (visit !== visits) return;
    const error = replies.find((reply) => reply.error)?.error;
    problem.textContent = configuration
      ? (error?.message ?? '')
      : 'The local run does not reply. Is npm start still running?';
    if (!configuration) return;
    const tables = replies.flatMap(({ table }) => table ?? []);
    place.replaceChildren(tables.length > 0 ? list(tables) : noTables());
  }

  /** @param {string} name */
  async function showTable(name) {
    const visit = visits;
    const { table, error } = await describeTable(name);
    if (visit !== visits) return;
    if (error) {
      problem.textContent =
        error.name === 'ResourceNotFoundException'
          ? `The app has no table ${name}. Go back to all tables.`
          : error.message;
      if (error.name !== 'NoReply') place.replaceChildren();
      return;
    }
    problem.textContent = '';
    lead.textContent = keysText(table);
    if (view && schemas === JSON.stringify(table)) return view.refresh();
    schemas = JSON.stringify(table);
    view = tableView(table);
    place.replaceChildren(view.root);
    await view.refresh();
  }
}

/** @param {Table} table */
function keysText({ schemas: [primary] }) {
  if (!primary) return '';
  const sort = primary.sort ? `, sort key ${keyText(primary.sort)}` : '';
  return `Partition key ${keyText(primary.partition)}${sort}`;
}

/** @param {readonly Table[]} tables */
function list(tables) {
  const names = ['Table', 'Partition key', 'Sort key', 'Indexes'];
  const rows = tables.map(({ name, schemas: [primary, ...indexes] }) =>
    element(
      'tr',
      {},
      element('td', {}, element('a', { href: fragment('tables', name) }, name)),
      element('td', {}, primary ? keyText(primary.partition) : '–'),
      element('td', {}, primary?.sort ? keyText(primary.sort) : '–'),
      element('td', {}, indexes.map((index) => index.name).join(', ') || '–'),
    ),
  );
  const head = element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name)));
  const grid = element('table', { class: 'data-table' }, element('thead', {}, head), element('tbody', {}, ...rows));
  return element('div', { class: 'table-frame' }, grid);
}

function noTables() {
  return element(
    'div',
    { class: 'empty-state' },
    icon('tables'),
    element('h2', {}, 'No tables'),
    element(
      'p',
      {},
      'Add a DynamoDB table to the CDK app, for example as in ',
      element('code', {}, 'docs/guides/your-own-feature.md'),
      ', and it appears here.',
    ),
  );
}
