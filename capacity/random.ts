/** A source of random numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** A generator (mulberry32) that gives the same numbers for the same seed, on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Above this mean, a normal distribution replaces the Poisson distribution: the difference is smaller than the spread. */
const LARGE_MEAN = 50;

/** A number of events of a Poisson process, of which `mean` are expected. */
export function poisson(mean: number, random: Random): number {
  if (mean <= 0) return 0;
  if (mean > LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * standardNormal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** The time until the next event of a Poisson process. */
export function exponential(rate: number, random: Random): number {
  return -Math.log(1 - random()) / rate;
}

/** Box and Muller's transform. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
