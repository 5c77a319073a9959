import { chooseOutput } from '../../src/log/output';

const terminal = { isTTY: true, hasColors: () => true };

it.each([
  ['text with colors in a terminal', {}, terminal, { format: 'text', colors: true }],
  [
    'text without colors in a terminal that has none',
    {},
    { ...terminal, hasColors: () => false },
    { format: 'text', colors: false },
  ],
  ['JSON in a file or pipe', {}, {}, { format: 'json', colors: false }],
  ['JSON in a terminal with LOG=json', { LOG: 'json' }, terminal, { format: 'json', colors: false }],
  ['text without colors in a pipe with LOG=text', { LOG: 'text' }, {}, { format: 'text', colors: false }],
  ['all records with LOG=verbose', { LOG: 'verbose' }, {}, { format: 'text', colors: false, verbose: true }],
  ['no colors with NO_COLOR', { NO_COLOR: '1' }, terminal, { format: 'text', colors: false }],
  ['colors with an empty NO_COLOR', { NO_COLOR: '' }, terminal, { format: 'text', colors: true }],
  ['colors in a pipe with FORCE_COLOR', { LOG: 'text', FORCE_COLOR: '1' }, {}, { format: 'text', colors: true }],
  ['no colors with FORCE_COLOR=0', { FORCE_COLOR: '0' }, terminal, { format: 'text', colors: false }],
  [
    'colors with FORCE_COLOR and NO_COLOR',
    { FORCE_COLOR: '1', NO_COLOR: '1' },
    terminal,
    { format: 'text', colors: true },
  ],
])('is %s', (_, environment, stream, output) => {
  expect(chooseOutput(environment, stream)).toEqual({ verbose: false, ...output });
});

it('throws a UserError for another LOG', () => {
  expect(() => chooseOutput({ LOG: 'xml' }, terminal)).toThrow(
    expect.objectContaining({ name: 'UserError', message: 'LOG must be text, json or verbose, not "xml"' }),
  );
});
