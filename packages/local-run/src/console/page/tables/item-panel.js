import { confirmDialog } from '../components/confirm-dialog.js';
import { copyButton } from '../components/copy-button.js';
import { icon } from '../components/icon.js';
import { toast } from '../components/toast.js';
import { button, element, screenReaderText } from '../dom.js';
import { plainJson, typedJson, valueText } from './item-text.js';
import { deleteItem, primaryKey, readItem } from './table.js';

/** @typedef {import('./item-text.js').Item} Item */

/**
 * The JSON of one item, with a button that deletes it.
 *
 * @param {object} options
 * @param {import('./table.js').Table} options.table
 * @param {Item} options.item
 * @param {() => void} options.onClose
 */
export function itemPanel({ table, item, onClose }) {
  const key = primaryKey(table, item);
  const name = Object.values(key).map(valueText).join(' · ');
  const heading = element('h2', { tabindex: '-1', id: 'item-heading', class: 'truncate' }, name);
  const gone = element('p', { class: 'notice', role: 'status' });
  const json = element('code', {});
  const frame = element('pre', { tabindex: '0', role: 'region', 'aria-label': 'JSON of the item' }, json);
  const plain = button('', () => choose(false), 'JSON');
  const typed = button('', () => choose(true), 'DynamoDB JSON');
  const remove = button('secondary small', () => void askAndDelete(), icon('delete'), 'Delete item');
  const close = button('icon-button small', onClose, icon('close'), screenReaderText('Close the item'));
  let isTyped = false;
  const panel = element(
    'section',
    { class: 'card item', 'aria-labelledby': heading.id },
    element(
      'div',
      { class: 'card-heading' },
      heading,
      element('div', { class: 'actions' }, copyButton(text, 'Copy the JSON'), close),
    ),
    element('div', { class: 'tabs', role: 'group', 'aria-label': 'Format' }, plain, typed),
    gone,
    frame,
    element('div', { class: 'actions' }, remove),
  );
  choose(false);
  return { panel, heading, refresh };

  function text() {
    return isTyped ? typedJson(item) : plainJson(item);
  }

  /** @param {boolean} value */
  function choose(value) {
    isTyped = value;
    plain.setAttribute('aria-pressed', String(!value));
    typed.setAttribute('aria-pressed', String(value));
    json.textContent = text();
  }

  /** Reads the item again. */
  async function refresh() {
    const reply = await readItem(table, key);
    if (reply.error) return;
    remove.hidden = reply.item === undefined;
    gone.textContent = reply.item ? '' : 'This item does not exist any more. Below is what it had.';
    if (reply.item) item = reply.item;
    json.textContent = text();
  }

  async function askAndDelete() {
    const confirmed = await confirmDialog({
      title: 'Delete this item?',
      text: `${name} is removed from ${table.name}. This cannot be undone.`,
      action: 'Delete item',
    });
    if (!confirmed) return;
    const error = await deleteItem(table, key);
    if (error?.name === 'ConditionalCheckFailedException') toast('The item was deleted before.', 'bad');
    else if (error) return toast(error.message, 'bad');
    else toast('The item is deleted.');
    onClose();
  }
}
