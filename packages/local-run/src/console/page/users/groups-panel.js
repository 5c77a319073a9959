import { icon } from '../components/icon.js';
import { button, element } from '../dom.js';
import { iconButton, keyed } from './panel.js';

/**
 * The groups of a user, with controls to change them.
 *
 * @param {import('./panel.js').UserPanel} panel
 * @param {readonly import('./pool.js').Group[]} all the groups of the pool
 */
export function groupsPanel({ details, act }, all) {
  const own = details.groups.map(({ GroupName }) => GroupName);
  const others = all.map(({ GroupName }) => GroupName).filter((name) => !own.includes(name));
  const chips = own.map((name) =>
    element(
      'li',
      { class: 'chip' },
      name,
      iconButton({ name: 'close', label: `Remove from ${name}`, key: `leave ${name}` }, () =>
        act('AdminRemoveUserFromGroup', { GroupName: name }, `Removed from ${name}.`),
      ),
    ),
  );
  const select = element(
    'select',
    { 'aria-label': 'Group to add', 'data-key': 'group' },
    ...others.map((name) => element('option', { value: name }, name)),
  );
  const add = keyed(
    'join',
    button(
      'secondary',
      () => void act('AdminAddUserToGroup', { GroupName: select.value }, `Added to ${select.value}.`),
      icon('plus'),
      'Add to group',
    ),
  );
  const none = all.length === 0 ? 'The pool has no groups. Create one under "Groups".' : 'In no group.';
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'user-groups' },
    element('h2', { id: 'user-groups' }, 'Groups'),
    own.length > 0 ? element('ul', { class: 'chips' }, ...chips) : element('p', { class: 'muted' }, none),
    ...(others.length > 0 ? [element('div', { class: 'toolbar' }, select, add)] : []),
    ...(all.length > 0
      ? [element('p', { class: 'hint' }, 'Tokens have the groups from the next sign-in or refresh on.')]
      : []),
  );
}
