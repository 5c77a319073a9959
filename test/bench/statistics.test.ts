import { ratios, slope, summarize } from '../../bench/statistics';

describe('a summary', () => {
  it('has the middle sample, and between what the middle half lies', () => {
    expect(summarize([5, 1, 4, 2, 3])).toEqual({ median: 3, lower: 2, upper: 4, samples: 5 });
  });

  it('lies between two samples where there is no middle one', () => {
    expect(summarize([4, 1, 3, 2])).toEqual({ median: 2.5, lower: 1.75, upper: 3.25, samples: 4 });
  });

  it('of one sample is that sample', () => {
    expect(summarize([7])).toEqual({ median: 7, lower: 7, upper: 7, samples: 1 });
  });

  it('of nothing is refused', () => {
    expect(() => summarize([])).toThrow('No samples');
  });
});

it('ratios are taken round by round', () => {
  expect(ratios([1, 6], [2, 3])).toEqual([0.5, 2]);
});

it('the slope is that of the line through the points, or of the one nearest to them', () => {
  expect(
    slope([
      [5, 110],
      [15, 130],
      [50, 200],
    ]),
  ).toBeCloseTo(2);
  expect(
    slope([
      [0, 0],
      [1, 2],
      [2, 2],
    ]),
  ).toBeCloseTo(1);
});
