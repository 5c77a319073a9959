import { confirmDialog } from '../components/confirm-dialog.js';
import { icon } from '../components/icon.js';
import { toast } from '../components/toast.js';
import { button, element, screenReaderText } from '../dom.js';
import { clientProblem } from '../problems.js';
import { formDialog, inputField } from './form-dialog.js';
import { replaceContent } from './format.js';
import { iconButton, keyed } from './panel.js';
import { problemFor, sentenceFor } from './problems.js';

/** @typedef {import('./pool.js').Group} Group */

/**
 * The groups of a pool.
 *
 * @param {import('./pool.js').Pool} pool
 * @param {(group: string) => void} showUsers shows the users of a group
 */
export function createGroups(pool, showUsers) {
  const view = element('div', { class: 'users-view' });
  let loads = 0;
  let shown = '';
  return { view, load, create: () => editGroup() };

  async function load() {
    const number = ++loads;
    const { groups, error } = await pool.listGroups();
    if (number !== loads || (error?.name === 'NoReply' && shown)) return;
    const state = JSON.stringify(groups ?? error);
    if (state === shown) return;
    shown = state;
    if (error) showMessage('alert', 'The groups cannot be shown', sentenceFor(error));
    else if (groups?.length === 0) {
      showMessage(
        'group',
        'No groups yet',
        'Tokens contain the groups of their user. Routes of the API can require one.',
      );
    } else {
      const head = ['Group', 'Description'].map((text) => element('th', { scope: 'col' }, text));
      const precedence = element('th', { scope: 'col', class: 'wide' }, 'Precedence');
      const controls = element('th', { scope: 'col' }, screenReaderText('Controls'));
      replaceContent(
        view,
        element(
          'div',
          { class: 'table-frame' },
          element(
            'table',
            { class: 'data-table groups-table' },
            element('thead', {}, element('tr', {}, ...head, precedence, controls)),
            element('tbody', {}, ...(groups ?? []).map(groupRow)),
          ),
        ),
        element(
          'p',
          { class: 'hint' },
          'A group of the template has the description and precedence of the template again after a reload.',
        ),
      );
    }
  }

  /**
   * @param {string} name of the icon
   * @param {string} title
   * @param {string} text
   */
  function showMessage(name, title, text) {
    view.replaceChildren(
      element('div', { class: 'empty-state' }, icon(name), element('h2', {}, title), element('p', {}, text)),
    );
  }

  /** @param {Group} group */
  function groupRow(group) {
    const { GroupName: name, Description = '', Precedence } = group;
    const members = keyed(
      `members ${name}`,
      button('link', () => showUsers(name), name),
    );
    members.setAttribute('aria-label', `Show the users of ${name}`);
    return element(
      'tr',
      {},
      element('td', {}, members),
      element('td', { class: 'wrap' }, Description),
      element('td', { class: 'wide' }, Precedence === undefined ? '' : String(Precedence)),
      element(
        'td',
        { class: 'controls' },
        iconButton({ name: 'edit', label: `Edit ${name}`, key: `edit ${name}` }, () => editGroup(group)),
        iconButton({ name: 'delete', label: `Delete ${name}`, key: `delete ${name}` }, () => deleteGroup(name)),
      ),
    );
  }

  /** Creates a group, or changes one. @param {Group} [group] */
  async function editGroup(group) {
    const done = await formDialog({
      title: group ? `Edit ${group.GroupName}` : 'Create a group',
      fields: [
        ...(group
          ? []
          : [inputField({ name: 'group', label: 'Name', attributes: { required: '', maxlength: '128' } })]),
        inputField({
          name: 'description',
          label: 'Description',
          attributes: { value: group?.Description ?? '', maxlength: '2048' },
        }),
        inputField({
          name: 'precedence',
          label: 'Precedence',
          hint: 'A number, or empty. Of several groups of a user, the lowest number counts.',
          attributes: { value: String(group?.Precedence ?? ''), inputmode: 'numeric' },
        }),
      ],
      action: group ? 'Save' : 'Create group',
      async submit(values) {
        const text = (/** @type {string} */ name) => String(values.get(name) ?? '').trim();
        const GroupName = group?.GroupName ?? text('group');
        const errors = groupErrors(GroupName, text('precedence'));
        if (errors.length > 0) return { ...clientProblem('invalid', 'Check the marked fields.'), errors };
        const { error } = await pool.call(group ? 'UpdateGroup' : 'CreateGroup', {
          GroupName,
          Description: text('description'),
          ...(text('precedence') !== '' && { Precedence: Number(text('precedence')) }),
        });
        return error && problemFor(error, ['group']);
      },
    });
    await load();
    if (done) toast(group ? 'The group is changed.' : 'The group is created.');
  }

  /** @param {string} name */
  async function deleteGroup(name) {
    const text = 'Its users stay. Tokens that were issued contain the group until they expire.';
    if (!(await confirmDialog({ title: `Delete the group ${name}?`, text, action: 'Delete group' }))) return;
    const { error } = await pool.call('DeleteGroup', { GroupName: name });
    await load();
    if (error) toast(sentenceFor(error), 'bad');
    else toast('The group is deleted.');
  }
}

/**
 * @param {string} name
 * @param {string} precedence
 */
function groupErrors(name, precedence) {
  return [
    ...(name === '' ? [{ field: 'group', message: 'Enter the name.' }] : []),
    ...(/\s/.test(name) ? [{ field: 'group', message: 'The name of a group cannot contain spaces.' }] : []),
    ...(/^\d{0,9}$/.test(precedence) ? [] : [{ field: 'precedence', message: 'Enter a whole number, or nothing.' }]),
  ];
}
