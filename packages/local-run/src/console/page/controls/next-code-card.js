import { button, element } from '../dom.js';
import { control } from './control.js';
import { controlForm, field, numberInput, parseCount } from './control-form.js';

/** The code that the next e-mails have, so that a test can know it. @param {(isFixed: boolean) => void} onFixed */
export function nextCodeCard(onFixed) {
  const state = element('p', { role: 'status', class: 'control-state' });
  const code = numberInput('next-code', { class: 'code', placeholder: '123456' });
  const times = numberInput('next-code-times', { placeholder: 'All' });
  const release = button('secondary', () => void remove(), 'Random codes again');
  const form = controlForm({
    label: 'Choose the next code',
    fields: [
      field('Code', code, 'Six or eight digits. A code to sign in has eight.'),
      field('How many codes', times, 'Empty: all codes from now on.'),
    ],
    actions: [element('button', { type: 'submit' }, 'Use this code'), release],
    async onSubmit(show) {
      if (!/^(\d{6}|\d{8})$/.test(code.value.trim())) return show('Enter six or eight digits.', code);
      const count = parseCount(times.value);
      if (times.value.trim() !== '' && count === undefined)
        return show('Enter a whole number above 0, or nothing.', times);
      const { error } = await control('PUT', 'next-code', { code: code.value.trim(), ...(count && { times: count }) });
      if (error) return show(error, code);
      await load();
    },
  });
  const card = element(
    'section',
    { class: 'card', 'aria-labelledby': 'next-code-heading' },
    element('h2', { id: 'next-code-heading' }, 'Next code'),
    element('p', { class: 'lead' }, 'Codes in e-mails are random. A test of yours may need a code that it knows.'),
    state,
    form,
  );
  return { card, load };

  async function load() {
    const { body, error } = await control('GET', 'next-code');
    if (error) return;
    const fixed = Object(body);
    const isFixed = typeof fixed.code === 'string';
    const often =
      fixed.times === undefined
        ? 'All codes are'
        : `The next ${fixed.times === 1 ? 'code is' : `${fixed.times} codes are`}`;
    state.textContent = isFixed ? `${often} ${fixed.code}.` : 'Codes are random.';
    release.hidden = !isFixed;
    onFixed(isFixed);
  }

  async function remove() {
    await control('DELETE', 'next-code');
    await load();
  }
}
