import { connectControls } from './controls/controls.js';
import { find } from './dom.js';
import { connectMailbox } from './mailbox/mailbox.js';
import { connectRequests } from './requests/requests.js';
import { connectTables } from './tables/tables.js';
import { connectUsers } from './users/users.js';

/**
 * What a section of the console gets.
 *
 * @typedef {object} SectionContext
 * @property {HTMLElement} section the element of the view, which has its `h1`; the section adds its content to it
 * @property {import('./configuration.js').Configuration | undefined} configuration
 * @property {boolean} local whether the local run that serves the page also serves the API
 * @property {(rest?: string) => void} open goes to the section, for example to `#users/maria` with `open('maria')`
 * @property {import('./mailbox/code-controls.js').CodeUser} [codes] uses the code of a message; absent if there are no forms
 * @property {() => void} hide removes the section from the navigation, because it cannot work with this run
 *
 * What the shell calls. `rest` is what follows the name of the view in the URL, such as `maria` in `#users/maria`.
 *
 * @typedef {object} Section
 * @property {(rest: string) => void} [enter] called when the section is shown, and again when `rest` changes
 * @property {() => void} [leave] called when another view is shown
 */

/** The sections beside "Try the API", by the name of their view. @type {Readonly<Record<string, (context: SectionContext) => Section>>} */
const connectors = {
  users: connectUsers,
  mailbox: connectMailbox,
  tables: connectTables,
  requests: connectRequests,
  controls: connectControls,
};

/**
 * Services that the local run must have itself for a section. A DynamoDB elsewhere is called through the local run.
 *
 * @type {Readonly<Record<string, 'cognito' | 'dynamodb'>>}
 */
const neededServices = { users: 'cognito', mailbox: 'cognito', controls: 'cognito' };

/** Sections that work with an API elsewhere too. */
const NEEDS_NO_LOCAL_RUN = ['requests'];

/**
 * Connects the sections that work with this API.
 *
 * @param {object} shell
 * @param {import('./configuration.js').Configuration | undefined} shell.configuration
 * @param {boolean} shell.local
 * @param {(view: string, rest?: string) => void} shell.go
 * @param {import('./mailbox/code-controls.js').CodeUser} [shell.codes]
 */
export function connectSections({ configuration, local, go, codes }) {
  /** @type {Map<string, Section>} */
  const connected = new Map();
  for (const [name, connect] of Object.entries(connectors)) {
    const link = find(document, `[data-sections] [href="#${name}"]`, HTMLElement);
    const section = find(document, `[data-view="${name}"]`, HTMLElement);
    const hide = () => {
      link.hidden = true;
      connected.delete(name);
      if (!section.hidden) go('try');
    };
    const service = neededServices[name];
    const isServed = !service || (configuration?.embedded?.[service] ?? true);
    if (!isServed || (!local && !NEEDS_NO_LOCAL_RUN.includes(name))) hide();
    else {
      const open = (/** @type {string | undefined} */ rest) => go(name, rest);
      const made = connect({ section, configuration, local, open, ...(codes && { codes }), hide });
      // The section may have hidden itself.
      if (!link.hidden) connected.set(name, made);
    }
  }
  return connected;
}
