import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart } from '../../bench/chart';
import { withResults } from '../../bench/report';
import { compare, isTargetMet, measure, type Row } from '../../bench/rows';
import { markdownTable, textTable } from '../../bench/table';

const start = compare(
  { what: 'Start', against: 'a & <b>', unit: 'ms', target: { atMost: 0.6 } },
  [50, 60, 70],
  [100, 100, 100],
);
const speed = compare({ what: 'Speed', against: 'by hand', unit: '/s', target: { atLeast: 0.4 } }, [300], [1000]);
const failures = (count: number) => measure({ what: 'Failed', against: '', unit: '', target: { atMost: 0 } }, [count]);
const reported = measure({ what: 'Reported', against: '', unit: 's' }, [12.34]);

describe('isTargetMet', () => {
  it.each<[string, Row, boolean | undefined]>([
    ['is true for a result equal to the maximum', start, true],
    ['is false for a result above the maximum', compare({ ...start, unit: 'ms' }, [61], [100]), false],
    ['is false for a result below the minimum', speed, false],
    ['is true for 0 with the maximum 0', failures(0), true],
    ['is false for 1 with the maximum 0', failures(1), false],
    ['is undefined without a target', reported, undefined],
  ])('%s', (_, row, expected) => {
    expect(isTargetMet(row)).toBe(expected);
  });
});

describe('the table', () => {
  it('has a line for each row: medians, the result with its interquartile range, the target, and whether it is met', () => {
    expect(markdownTable([start, speed, reported]).split('\n').slice(2)).toEqual([
      '| Start | a & <b> | 60 ms | 100 ms | 0.60× (0.55–0.65) | ≤ 0.60× | yes |',
      '| Speed | by hand | 300/s | 1000/s | 0.30× | ≥ 0.40× | no |',
      '| Reported |  | 12.3 s |  | 12.3 s |  |  |',
    ]);
  });

  it('has aligned columns in a terminal', () => {
    const [headings = '', first = '', second = ''] = textTable([start, speed]).split('\n');
    expect([first.indexOf('≤ 0.60×'), second.indexOf('≥ 0.40×')]).toEqual([
      headings.indexOf('Target'),
      headings.indexOf('Target'),
    ]);
  });
});

describe('the chart', () => {
  it('has a bar for each row with a target, and its color shows whether the target is met', () => {
    const bars = barChart([start, speed, reported]).match(/<rect [^>]*>/g) ?? [];
    expect(bars.map((bar) => /width="(\d+)".*class="(\w+)"/.exec(bar)?.slice(1))).toEqual([
      ['130', 'met'],
      ['173', 'missed'],
    ]);
  });

  it('escapes names, cuts bars that are too long, and loads nothing from the network', () => {
    const svg = barChart([start, failures(9)]);
    expect(svg).toContain('a &amp; &lt;b>');
    expect(svg).toContain('width="390"');
    expect(svg).not.toMatch(/Infinity|NaN|http:\/\/(?!www\.w3\.org)/);
  });
});

describe('the document', () => {
  const machine = { date: '2026-11-20', node: '20.1.0', lambdaNode: '24.1.0', processor: 'Some CPU', processors: 2 };

  it('has the new results in place of the old ones, and no other change', () => {
    const before = 'A\n\n<!-- results -->\nold\n<!-- end of results -->\n\nB\n';
    const after = withResults(before, machine, [reported]);
    expect(after).toMatch(
      /^A\n\n<!-- results -->\n\nMeasured on 2026-11-20: .*\n\n\| What .*\n\n<!-- end of results -->\n\nB\n$/s,
    );
    expect(after).not.toContain('old');
    expect(withResults(after, machine, [reported])).toBe(after);
  });

  it('is refused without markers', () => {
    expect(() => withResults('A', machine, [])).toThrow('no markers');
  });

  it('docs/performance.md and its chart show bench/results.json', () => {
    const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');
    const { machine, rows } = JSON.parse(read('bench/results.json'));
    const text = read('docs/performance.md');
    expect(withResults(text, machine, rows)).toBe(text);
    expect(barChart(rows)).toBe(read('docs/performance.svg'));
  });
});
