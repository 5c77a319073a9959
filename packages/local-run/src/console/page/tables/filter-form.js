import { button, element } from '../dom.js';
import { keyText } from './table.js';

/**
 * @typedef {import('./table.js').Filter} Filter
 * @typedef {import('./table.js').KeySchema} KeySchema
 * @typedef {import('./table.js').Key} Key
 */

/** @type {readonly (readonly [import('./table.js').SortCondition, string])[]} */
const conditions = [
  ['=', 'is'],
  ['begins_with', 'begins with'],
  ['<', 'is less than'],
  ['>', 'is greater than'],
];

/** The filter that finds all items. @param {import('./table.js').Table} table @returns {Filter} */
export function allItems({ schemas: [primary] }) {
  return { schema: primary ?? emptySchema, partition: '', condition: '=', sort: '' };
}

/** Of a table without keys, which DynamoDB does not have. @type {KeySchema} */
const emptySchema = { name: '', partition: { name: '', type: 'S' }, sort: undefined };

/**
 * The form that finds items by the keys of a table or of an index.
 *
 * @param {import('./table.js').Table} table
 * @param {(filter: Filter) => void} onFilter
 */
export function filterForm(table, onFilter) {
  const all = allItems(table);
  const problem = element('p', { class: 'problem', role: 'alert' });
  const fields = element('div', { class: 'filter-fields' });
  const index = select('Find in', [
    ['', 'Table'],
    ...table.schemas.slice(1).map(({ name }) => /** @type {const} */ ([name, `Index ${name}`])),
  ]);
  const clear = button('secondary', reset, 'Show all items');
  const actions = element('div', { class: 'actions' }, element('button', { type: 'submit' }, 'Find'), clear);
  const form = element(
    'form',
    { class: 'table-filter', novalidate: '', 'aria-label': 'Find items' },
    problem,
    fields,
    actions,
  );
  /** @type {{ schema: KeySchema, partition: HTMLInputElement, condition: HTMLSelectElement, sort: HTMLInputElement }} */
  let inputs;
  index.control.addEventListener('change', showFields);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  showFields();
  return form;

  function showFields() {
    const schema = table.schemas.find(({ name }) => name === index.control.value) ?? all.schema;
    const partition = input(keyText(schema.partition), 'partition');
    const condition = select(schema.sort ? `Condition for ${schema.sort.name}` : '', conditionsOf(schema.sort));
    const sort = input(schema.sort ? keyText(schema.sort) : '', 'sort');
    condition.label.className = 'sr-only';
    inputs = { schema, partition: partition.control, condition: condition.control, sort: sort.control };
    const sortFields = element(
      'div',
      { class: 'field sort' },
      sort.label,
      condition.label,
      element('div', {}, condition.control, sort.control),
      sort.error,
    );
    fields.replaceChildren(
      ...(table.schemas.length > 1 ? [element('div', { class: 'field' }, index.label, index.control)] : []),
      element('div', { class: 'field' }, partition.label, partition.control, partition.error),
      ...(schema.sort ? [sortFields] : []),
    );
    clear.hidden = true;
  }

  function submit() {
    const { schema, partition, condition, sort } = inputs;
    const chosen = {
      schema,
      partition: partition.value,
      condition: /** @type {import('./table.js').SortCondition} */ (condition.value),
      sort: sort.value,
    };
    const isMissing = chosen.partition === '' && (chosen.sort !== '' || schema.name === '');
    const problems = [
      /** @type {const} */ ([
        partition,
        isMissing ? `Enter a value of ${schema.partition.name}.` : formatProblem(schema.partition, chosen.partition),
      ]),
      /** @type {const} */ ([sort, schema.sort && chosen.sort !== '' ? formatProblem(schema.sort, chosen.sort) : '']),
    ];
    for (const [control, text] of problems) showError(control, text);
    const [first] = problems.filter(([, text]) => text !== '');
    if (first) return first[0].focus();
    clear.hidden = false;
    onFilter(chosen);
  }

  function reset() {
    for (const control of [inputs.partition, inputs.sort]) {
      control.value = '';
      showError(control, '');
    }
    index.control.value = '';
    showFields();
    onFilter(all);
    inputs.partition.focus();
  }
}

/** A text condition makes no sense for a number. @param {Key | undefined} key */
function conditionsOf(key) {
  return key?.type === 'N' ? conditions.filter(([name]) => name !== 'begins_with') : conditions;
}

/** What is wrong with the value of a key; empty if nothing is. @param {Key} key @param {string} value */
function formatProblem({ name, type }, value) {
  if (type === 'N' && value !== '' && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value))
    return `${name} is a number, such as 42.`;
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
  return type === 'B' && !isBase64 ? `${name} is binary: enter it in Base64.` : '';
}

/** @param {HTMLInputElement} control @param {string} text */
function showError(control, text) {
  const place = document.getElementById(`${control.id}-error`);
  if (place) place.textContent = text;
  if (text === '') control.removeAttribute('aria-invalid');
  else control.setAttribute('aria-invalid', 'true');
}

/** @param {string} text @param {string} name */
function input(text, name) {
  const id = `table-filter-${name}`;
  const error = element('p', { class: 'error', id: `${id}-error` });
  const attributes = {
    id,
    name,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    'aria-describedby': error.id,
  };
  return { label: element('label', { for: id }, text), control: element('input', attributes), error };
}

/** @param {string} text @param {readonly (readonly [string, string])[]} options */
function select(text, options) {
  const id = `table-filter-${text.split(' ', 1)[0]?.toLowerCase()}`;
  const control = element('select', { id }, ...options.map(([value, shown]) => element('option', { value }, shown)));
  return { label: element('label', { for: id }, text), control };
}
