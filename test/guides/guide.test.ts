import { applyDiff } from './support/guide';

const text = 'first\nsecond\n\nthird\nsecond to last\nlast\n';

describe('applyDiff', () => {
  it('replaces, adds and removes lines', () => {
    expect(applyDiff(text, ' first\n-second\n+2nd\n+3rd\n')).toBe('first\n2nd\n3rd\n\nthird\nsecond to last\nlast\n');
    expect(applyDiff(text, '-third\n')).toBe('first\nsecond\n\nsecond to last\nlast\n');
  });

  it('takes "..." as lines left out', () => {
    expect(applyDiff(text, ' first\n+new\n ...\n-last\n+end\n')).toBe(
      'first\nnew\nsecond\n\nthird\nsecond to last\nend\n',
    );
  });

  it('matches an empty line of the text with an empty line of the diff', () => {
    expect(applyDiff(text, ' second\n\n-third\n')).toBe('first\nsecond\n\nsecond to last\nlast\n');
  });

  it('throws when the lines are not in the text, are only part of a line, or are ambiguous', () => {
    expect(() => applyDiff(text, '-fourth\n')).toThrow('The file does not have these lines:\nfourth\n');
    expect(() => applyDiff(text, ' second to\n')).toThrow('does not have');
    expect(() => applyDiff('a\nb\na\n', '-a\n')).toThrow('twice');
    expect(() => applyDiff('a\na\n', '-a\n')).toThrow('twice');
  });
});
