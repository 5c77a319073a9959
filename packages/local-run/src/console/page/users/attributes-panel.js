import { copyButton } from '../components/copy-button.js';
import { icon } from '../components/icon.js';
import { toast } from '../components/toast.js';
import { button, element } from '../dom.js';
import { clientProblem } from '../problems.js';
import { choice, formDialog, inputField } from './form-dialog.js';
import { iconButton, keyed } from './panel.js';
import { problemFor } from './problems.js';

/**
 * @typedef {import('./panel.js').UserPanel} UserPanel
 * @typedef {import('./pool.js').AttributeDefinition} AttributeDefinition
 */

/** Attributes that Cognito sets. */
const READ_ONLY = ['sub', 'identities'];

/**
 * The attributes of a user, with controls to change them.
 *
 * @param {UserPanel} panel
 * @param {readonly AttributeDefinition[]} schema
 */
export function attributesPanel(panel, schema) {
  const { user } = panel.details;
  const definitions = new Map(schema.map((definition) => [definition.Name, definition]));
  const isMutable = (/** @type {string} */ name) =>
    !READ_ONLY.includes(name) && (definitions.get(name)?.Mutable ?? false);
  const rows = [...user.attributes].map(([name, value]) => {
    const label = `Edit ${name}`;
    const edit = isMutable(name)
      ? [iconButton({ name: 'edit', label, key: label }, () => editAttribute(panel, definitions.get(name), value))]
      : [copyButton(value, `Copy ${name}`)];
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      element('td', { class: 'value' }, value),
      element('td', { class: 'controls' }, ...edit),
    );
  });
  const missing = schema.filter(({ Name }) => !user.attributes.has(Name) && isMutable(Name));
  const username = element(
    'tr',
    {},
    element('th', { scope: 'row' }, 'Username'),
    element('td', { class: 'value' }, user.username),
    element('td', { class: 'controls' }, copyButton(user.username, 'Copy the username')),
  );
  const add = keyed(
    'add attribute',
    button('secondary small', () => void addAttribute(panel, missing), icon('plus'), 'Add'),
  );
  add.setAttribute('aria-label', 'Add an attribute');
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'user-attributes' },
    element(
      'div',
      { class: 'card-heading' },
      element('h2', { id: 'user-attributes' }, 'Attributes'),
      ...(missing.length > 0 ? [add] : []),
    ),
    element('table', { class: 'attributes' }, element('tbody', {}, username, ...rows)),
  );
}

/**
 * @param {UserPanel} panel
 * @param {AttributeDefinition | undefined} definition
 * @param {string} value
 */
async function editAttribute({ call, details }, definition, value) {
  if (!definition) return;
  const { Name, Required } = definition;
  const isAddress = Name === 'email';
  const wasVerified = details.user.attributes.get('email_verified') === 'true';
  const done = await formDialog({
    title: `Change ${Name}`,
    ...(!Required && { text: 'An empty value removes the attribute.' }),
    fields: [
      valueField(value),
      ...(isAddress
        ? [choice({ type: 'checkbox', name: 'verified', label: 'The address is verified', checked: wasVerified })]
        : []),
    ],
    action: 'Save',
    async submit(values) {
      const given = String(values.get('value')).trim();
      if (given === '' && Required) return valueProblem('The pool requires this attribute.');
      const { error } =
        given === ''
          ? await call('AdminDeleteUserAttributes', { UserAttributeNames: [Name] })
          : await call('AdminUpdateUserAttributes', { UserAttributes: attributes(Name, given, values) });
      return error && problemFor(error, ['value']);
    },
  });
  if (done) toast(`${Name} is changed.`);
}

/**
 * @param {UserPanel} panel
 * @param {readonly AttributeDefinition[]} missing
 */
async function addAttribute({ call }, missing) {
  const select = element(
    'select',
    { id: 'dialog-attribute', name: 'attribute' },
    ...missing.map(({ Name }) => element('option', { value: Name }, Name)),
  );
  const done = await formDialog({
    title: 'Add an attribute',
    fields: [
      element('div', { class: 'field' }, element('label', { for: select.id }, 'Attribute'), select),
      valueField(''),
    ],
    action: 'Add',
    async submit(values) {
      const value = String(values.get('value')).trim();
      if (value === '') return valueProblem('Enter the value.');
      const { error } = await call('AdminUpdateUserAttributes', {
        UserAttributes: attributes(select.value, value, values),
      });
      return error && problemFor(error, ['value']);
    },
  });
  if (done) toast('The attribute is added.');
}

/** @param {string} value */
function valueField(value) {
  return inputField({ name: 'value', label: 'Value', attributes: { value, maxlength: '2048' } });
}

/** @param {string} message */
function valueProblem(message) {
  return { ...clientProblem('invalid', message), errors: [{ field: 'value', message }] };
}

/**
 * Cognito sends a code to a new address that is not verified.
 *
 * @param {string} name
 * @param {string} value
 * @param {FormData} values
 */
function attributes(name, value, values) {
  const verified = name === 'email' ? [{ Name: 'email_verified', Value: String(values.has('verified')) }] : [];
  return [{ Name: name, Value: value }, ...verified];
}
