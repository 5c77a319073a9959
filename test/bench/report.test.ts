import { picture } from '../../bench/picture';
import { withResults } from '../../bench/report';
import { compare, measure, type Row, reached } from '../../bench/rows';
import { markdownTable, textTable } from '../../bench/table';

const start = compare(
  { what: 'Start', against: 'a & <b>', unit: 'ms', target: { atMost: 0.6 } },
  [50, 60, 70],
  [100, 100, 100],
);
const speed = compare({ what: 'Speed', against: 'by hand', unit: '/s', target: { atLeast: 0.4 } }, [300], [1000]);
const failures = (count: number) => measure({ what: 'Failed', against: '', unit: '', target: { atMost: 0 } }, [count]);
const reported = measure({ what: 'Reported', against: '', unit: 's' }, [12.34]);

describe('a row', () => {
  it.each<[string, Row, boolean | undefined]>([
    ['that uses all that is allowed', start, true],
    ['that uses more', compare({ ...start, unit: 'ms' }, [61], [100]), false],
    ['that has less than is asked for', speed, false],
    ['that has nothing where nothing is allowed', failures(0), true],
    ['that has something where nothing is allowed', failures(1), false],
    ['without a target', reported, undefined],
  ])('%s', (_, row, expected) => {
    expect(reached(row)).toBe(expected);
  });
});

describe('the table', () => {
  it('has a line for each row: medians, the result with its spread, the target and whether it is reached', () => {
    expect(markdownTable([start, speed, reported]).split('\n').slice(2)).toEqual([
      '| Start | a & <b> | 60 ms | 100 ms | 0.60× (0.55–0.65) | ≤ 0.60× | yes |',
      '| Speed | by hand | 300/s | 1000/s | 0.30× | ≥ 0.40× | no |',
      '| Reported |  | 12.3 s |  | 12.3 s |  |  |',
    ]);
  });

  it('for a terminal has its columns one below the other', () => {
    const [headings = '', first = '', second = ''] = textTable([start, speed]).split('\n');
    expect([first.indexOf('≤ 0.60×'), second.indexOf('≥ 0.40×')]).toEqual([
      headings.indexOf('Target'),
      headings.indexOf('Target'),
    ]);
  });
});

describe('the picture', () => {
  it('has a bar for each row with a target, and says in colour which is reached', () => {
    const bars = picture([start, speed, reported]).match(/<rect [^>]*>/g) ?? [];
    expect(bars.map((bar) => /width="(\d+)".*class="(\w+)"/.exec(bar)?.slice(1))).toEqual([
      ['130', 'reached'],
      ['173', 'missed'],
    ]);
  });

  it('is XML whatever the names are, and ends its bars where the page does', () => {
    const svg = picture([start, failures(9)]);
    expect(svg).toContain('a &amp; &lt;b>');
    expect(svg).toContain('width="390"');
    expect(svg).not.toMatch(/Infinity|NaN|http:\/\/(?!www\.w3\.org)/);
  });
});

describe('the document', () => {
  const machine = { date: '2026-11-20', node: '20.1.0', lambdaNode: '24.1.0', processor: 'Some CPU', processors: 2 };

  it('has the results in the place of those before, and is as it was otherwise', () => {
    const before = 'A\n\n<!-- results -->\nold\n<!-- end of results -->\n\nB\n';
    const after = withResults(before, machine, [reported]);
    expect(after).toMatch(
      /^A\n\n<!-- results -->\n\nMeasured on 2026-11-20: .*\n\n\| What .*\n\n<!-- end of results -->\n\nB\n$/s,
    );
    expect(after).not.toContain('old');
    expect(withResults(after, machine, [reported])).toBe(after);
  });

  it('without a place for them is refused', () => {
    expect(() => withResults('A', machine, [])).toThrow('no place');
  });
});
