import { TokenBucket } from '../../src/api-gateway/token-bucket';

let now: number;
beforeEach(() => {
  now = 1_000;
});

/** How many requests of so many at one time get through. */
function through(bucket: TokenBucket, requests: number): number {
  return Array.from({ length: requests }, () => bucket.take()).filter(Boolean).length;
}

const bucketOf = (rate: number, burst: number) => new TokenBucket({ rate, burst }, () => now);

describe('a bucket', () => {
  it('lets its burst through at once, and not one more', () => {
    expect(through(bucketOf(2, 5), 9)).toBe(5);
  });

  it('fills up again at its rate', () => {
    const bucket = bucketOf(2, 5);
    through(bucket, 5);
    now += 499;
    expect(through(bucket, 1)).toBe(0);
    now += 1;
    expect(through(bucket, 2)).toBe(1);
    now += 1_000;
    expect(through(bucket, 9)).toBe(2);
  });

  it('never holds more than its burst', () => {
    const bucket = bucketOf(2, 5);
    now += 3_600_000;
    expect(through(bucket, 9)).toBe(5);
  });

  it('loses nothing of its rate to those whom it turns away', () => {
    const bucket = bucketOf(1, 1);
    through(bucket, 1);
    for (let quarter = 1; quarter < 4; quarter += 1) {
      now += 250;
      expect(through(bucket, 3)).toBe(0);
    }
    now += 250;
    expect(through(bucket, 3)).toBe(1);
  });

  it('fills up at less than one a second too', () => {
    const bucket = bucketOf(0.5, 1);
    through(bucket, 1);
    now += 1_999;
    expect(through(bucket, 1)).toBe(0);
    now += 1;
    expect(through(bucket, 1)).toBe(1);
  });

  it.each([
    ['without a burst', 10, 0],
    ['without a rate, once it is empty', 0, 2],
  ])('%s lets nobody through', (_, rate, burst) => {
    const bucket = bucketOf(rate, burst);
    expect(through(bucket, 5)).toBe(burst);
    now += 3_600_000;
    expect(through(bucket, 5)).toBe(0);
  });
});
