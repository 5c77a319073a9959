import { icon } from '../components/icon.js';
import { toast } from '../components/toast.js';
import { button, element } from '../dom.js';
import { actionsPanel } from './actions-panel.js';
import { attributesPanel } from './attributes-panel.js';
import { avatar, replaceContent, statusBadges, timeElement } from './format.js';
import { groupsPanel } from './groups-panel.js';
import { isGone, sentenceFor } from './problems.js';
import { signInPanel } from './sign-in-panel.js';

/**
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('./pool.js').UserDetails} UserDetails
 * @typedef {import('./panel.js').UserPanel} UserPanel
 */

/**
 * The view of one user.
 *
 * @param {Pool} pool
 * @param {object} navigation
 * @param {() => void} navigation.openList
 * @param {(name: string) => void} navigation.showName called with the name of the user
 */
export function createUserDetail(pool, { openList, showName }) {
  const view = element('div', { class: 'user-view' });
  let username = '';
  let loads = 0;
  /** What is shown, to change the document only if something else is to be shown. */
  let shown = '';
  /** @type {readonly import('./pool.js').AttributeDefinition[]} */
  let schema = [];
  /** @type {readonly import('./pool.js').Group[]} */
  let groups = [];

  return {
    view,
    load,
    /** Shows another user. @param {string} name */
    show(name) {
      if (name !== username) {
        view.replaceChildren();
        shown = '';
      }
      username = name;
      return load();
    },
  };

  async function load() {
    const number = ++loads;
    const [result, all, description] = await Promise.all([pool.getUser(username), pool.listGroups(), pool.describe()]);
    if (number !== loads) return;
    if (result.error) return showError(result.error);
    groups = all.groups ?? [];
    schema = description.attributes;
    const { user } = result.details;
    const state = JSON.stringify([result.details, [...user.attributes], groups, schema]);
    if (state === shown) return;
    shown = state;
    showName(user.name);
    replaceContent(view, ...content(result.details));
  }

  /** @param {import('../aws.js').AwsError} error */
  function showError(error) {
    if (shown === error.name) return;
    shown = error.name;
    const [title, text] = isGone(error)
      ? ['This user no longer exists', 'It was deleted, perhaps in another tab or with the AWS CLI.']
      : ['The user cannot be shown', sentenceFor(error)];
    view.replaceChildren(
      element(
        'div',
        { class: 'empty-state' },
        icon('alert'),
        element('h2', {}, title),
        element('p', { role: 'alert' }, text),
        button('secondary', openList, 'Show all users'),
      ),
    );
  }

  /** @type {UserPanel['call']} */
  async function call(operation, input = {}) {
    const result = await pool.call(operation, { Username: username, ...input });
    await load();
    return result;
  }

  /** @type {UserPanel['act']} */
  async function act(operation, input, done) {
    const { error } = await call(operation, input);
    if (error) toast(sentenceFor(error), 'bad');
    else toast(done);
  }

  /** @param {UserDetails} details */
  function content(details) {
    const { user } = details;
    /** @type {UserPanel} */
    const panel = { pool, details, call, act };
    return [
      element(
        'div',
        { class: 'user-head' },
        avatar(user.name),
        element('div', { class: 'badges' }, ...statusBadges(user)),
        element('span', { class: 'muted' }, 'Created ', timeElement(user.createdAt)),
      ),
      element(
        'div',
        { class: 'user-columns' },
        element(
          'div',
          { class: 'user-panels' },
          attributesPanel(panel, schema),
          groupsPanel(panel, groups),
          signInPanel(panel),
        ),
        actionsPanel(panel, openList),
      ),
    ];
  }
}
