import { createRandom, exponential, poisson } from '../../capacity/random';

describe('createRandom', () => {
  it('gives the same numbers for the same seed', () => {
    const numbers = (seed: number) => Array.from({ length: 5 }, createRandom(seed));
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
  });

  it('gives numbers from 0 to 1 that are spread evenly', () => {
    const random = createRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 100_000; index++) {
      const bin = Math.floor(random() * 10);
      counts[bin] = (counts[bin] ?? Number.NaN) + 1;
    }
    expect(counts).toHaveLength(10);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe('poisson', () => {
  it.each([0.01, 0.5, 4, 49, 51, 1000])('has mean and variance %d', (mean) => {
    const random = createRandom(3);
    const samples = Array.from({ length: 40_000 }, () => poisson(mean, random));
    const average = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
    const variance = samples.reduce((sum, sample) => sum + (sample - average) ** 2, 0) / samples.length;
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(mean / samples.length));
    expect(variance / mean).toBeGreaterThan(0.9);
    expect(variance / mean).toBeLessThan(1.1);
  });

  it('is 0 without a mean', () => {
    expect(poisson(0, createRandom(1))).toBe(0);
  });
});

describe('exponential', () => {
  it('has the mean 1/rate', () => {
    const random = createRandom(2);
    const samples = Array.from({ length: 40_000 }, () => exponential(4, random));
    expect(samples.reduce((sum, sample) => sum + sample, 0) / samples.length).toBeCloseTo(0.25, 2);
  });
});
