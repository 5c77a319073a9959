import { TokenBucket } from '../../src/api-gateway/token-bucket';

let now: number;
beforeEach(() => {
  now = 1_000;
});

/** How many of a number of simultaneous requests are allowed. */
function allowed(bucket: TokenBucket, requests: number): number {
  return Array.from({ length: requests }, () => bucket.take()).filter(Boolean).length;
}

const bucketOf = (rate: number, burst: number) => new TokenBucket({ rate, burst }, () => now);

describe('a bucket', () => {
  it('allows as many requests at once as its burst', () => {
    expect(allowed(bucketOf(2, 5), 9)).toBe(5);
  });

  it('refills at its rate', () => {
    const bucket = bucketOf(2, 5);
    allowed(bucket, 5);
    now += 499;
    expect(allowed(bucket, 1)).toBe(0);
    now += 1;
    expect(allowed(bucket, 2)).toBe(1);
    now += 1_000;
    expect(allowed(bucket, 9)).toBe(2);
  });

  it('holds at most its burst', () => {
    const bucket = bucketOf(2, 5);
    now += 3_600_000;
    expect(allowed(bucket, 9)).toBe(5);
  });

  it('refills at the same rate while it denies requests', () => {
    const bucket = bucketOf(1, 1);
    allowed(bucket, 1);
    for (let quarter = 1; quarter < 4; quarter += 1) {
      now += 250;
      expect(allowed(bucket, 3)).toBe(0);
    }
    now += 250;
    expect(allowed(bucket, 3)).toBe(1);
  });

  it('refills at a rate below one per second', () => {
    const bucket = bucketOf(0.5, 1);
    allowed(bucket, 1);
    now += 1_999;
    expect(allowed(bucket, 1)).toBe(0);
    now += 1;
    expect(allowed(bucket, 1)).toBe(1);
  });

  it.each([
    ['with a burst of 0', 10, 0],
    ['with a rate of 0, once it is empty,', 0, 2],
  ])('%s denies every request', (_, rate, burst) => {
    const bucket = bucketOf(rate, burst);
    expect(allowed(bucket, 5)).toBe(burst);
    now += 3_600_000;
    expect(allowed(bucket, 5)).toBe(0);
  });
});
