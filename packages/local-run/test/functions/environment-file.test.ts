import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironmentFile } from '../../src/functions/environment-file';
import { temporaryFolder } from '../support/temporary-folder';

const path = join(temporaryFolder(), 'functions.env');

function read(text: string): Record<string, string> {
  writeFileSync(path, text);
  return readEnvironmentFile(path);
}

it('reads names and values, with and without quotes', () => {
  const text = [
    '# a comment',
    '',
    'PLAIN=value',
    'EMPTY=',
    'EQUALS=a=b',
    'DOUBLE="two words # and a hash"',
    "SINGLE='$NOT_EXPANDED'",
    'export EXPORTED=yes',
    ' SPACES = around ',
    'COMMENTED=value # a comment',
    'PLAIN=last',
  ].join('\n');
  expect(read(text)).toEqual({
    PLAIN: 'last',
    EMPTY: '',
    EQUALS: 'a=b',
    DOUBLE: 'two words # and a hash',
    SINGLE: '$NOT_EXPANDED',
    EXPORTED: 'yes',
    SPACES: 'around',
    COMMENTED: 'value',
  });
});

it('reads a file of Windows', () => {
  expect(read('\uFEFFONE=1\r\nTWO="2"\r\n\r\n')).toEqual({ ONE: '1', TWO: '2' });
});

it.each(['secret', 'MY-NAME=secret', '=secret', '1NAME=secret', 'NAME: secret'])(
  'rejects the line %s with its number and without its text',
  (line) => {
    expect(() => read(`A=1\n${line}\n`)).toThrow(
      expect.objectContaining({ name: 'UserError', message: `Line 2 of ${path} must have the form NAME=value` }),
    );
  },
);

it('rejects a file that does not exist', () => {
  expect(() => readEnvironmentFile('missing.env')).toThrow(
    expect.objectContaining({
      name: 'UserError',
      message: expect.stringMatching(/^The file of --functions-env cannot be read: ENOENT.*missing\.env/),
    }),
  );
});
