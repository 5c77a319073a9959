import { icon } from '../components/icon.js';
import { button, element, find } from '../dom.js';
import { onLive } from '../live.js';
import { fragment } from '../router.js';
import { createUserDialog } from './create-user.js';
import { createGroups } from './groups.js';
import { Pool } from './pool.js';
import { createUserDetail } from './user-detail.js';
import { createUserList } from './user-list.js';

/** What the URL has for the groups. A username has no space. */
const GROUPS = 'all groups';

/**
 * The section at #users: `#users` is the list, `#users/maria` is a user.
 *
 * @param {import('../sections.js').SectionContext} context
 * @returns {import('../sections.js').Section}
 */
export function connectUsers({ section, configuration, open }) {
  if (!configuration?.userPoolId) {
    section.append(unavailable(configuration));
    return {};
  }
  const pool = new Pool(configuration.userPoolId, configuration);
  const heading = find(section, 'h1', HTMLElement);
  const lead = find(section, '.lead', HTMLElement);
  const tabs = element('div', { class: 'tabs' }, tab('Users', ''), tab('Groups', GROUPS));
  const back = element('a', { class: 'back-link', href: '#users' }, icon('back'), 'Users');
  const create = button('', () => void createUser(), icon('plus'), 'Create user');
  const createGroup = button('', () => void groups.create(), icon('plus'), 'Create group');
  const controls = element('div', { class: 'actions' }, create, createGroup);
  find(section, '.page-heading', HTMLElement).append(controls);
  find(section, '.page-heading > div', HTMLElement).prepend(back);

  const list = createUserList(pool);
  const detail = createUserDetail(pool, { openList: () => open(), showName });
  const groups = createGroups(pool, (group) => {
    list.showGroup(group);
    open();
  });
  section.append(tabs, list.view, detail.view, groups.view);
  /** What is shown, to show it again after a change; undefined while another section is shown. @type {(() => Promise<void>) | undefined} */
  let reload;
  onLive('users', () => reload?.());
  onLive('app', () => reload?.());

  return {
    enter(rest) {
      const isUser = rest !== '' && rest !== GROUPS;
      heading.textContent = isUser ? rest : 'Users';
      lead.hidden = isUser;
      back.hidden = !isUser;
      tabs.hidden = isUser;
      create.hidden = rest !== '';
      createGroup.hidden = rest !== GROUPS;
      list.view.hidden = rest !== '';
      detail.view.hidden = !isUser;
      groups.view.hidden = rest !== GROUPS;
      for (const link of tabs.children) {
        const isCurrent = link.getAttribute('href') === fragment('users', rest);
        if (isCurrent) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      if (isUser) reload = () => detail.show(rest);
      else reload = rest === GROUPS ? groups.load : list.load;
      void reload();
    },
    leave() {
      reload = undefined;
    },
  };

  /** @param {string} name */
  function showName(name) {
    heading.textContent = name;
  }

  async function createUser() {
    const username = await createUserDialog(pool);
    if (username !== undefined) open(username);
  }
}

/**
 * @param {string} text
 * @param {string} rest
 */
function tab(text, rest) {
  return element('a', { href: fragment('users', rest) }, text);
}

/** @param {import('../configuration.js').Configuration | undefined} configuration */
function unavailable(configuration) {
  const text = configuration
    ? 'The template of the app has no user pool.'
    : 'The local run has not loaded the app yet. Reload this page when it is ready.';
  return element('div', { class: 'empty-state' }, icon('users'), element('p', {}, text));
}
