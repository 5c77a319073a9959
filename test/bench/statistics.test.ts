import { ratios, slope, summarize } from '../../bench/statistics';

describe('a summary', () => {
  it('has the median and the quartiles', () => {
    expect(summarize([5, 1, 4, 2, 3])).toEqual({ median: 3, lower: 2, upper: 4, samples: 5 });
  });

  it('interpolates between two samples', () => {
    expect(summarize([4, 1, 3, 2])).toEqual({ median: 2.5, lower: 1.75, upper: 3.25, samples: 4 });
  });

  it('of one sample has that sample as median and quartiles', () => {
    expect(summarize([7])).toEqual({ median: 7, lower: 7, upper: 7, samples: 1 });
  });

  it('throws for an empty list', () => {
    expect(() => summarize([])).toThrow('No samples');
  });
});

it('divides the samples of the same round', () => {
  expect(ratios([1, 6], [2, 3])).toEqual([0.5, 2]);
});

it('computes the slope of the least-squares line', () => {
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
