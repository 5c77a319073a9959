import type { Throttle } from '../template/deployment';

/** Token bucket, as API Gateway throttles a method: allows `burst` requests at once and `rate` per second in the long run. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly throttle: Throttle,
    /** Milliseconds since an arbitrary moment. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = throttle.burst;
    this.filledAt = now();
  }

  /** Takes one token for one request. False if the bucket is empty. */
  take(): boolean {
    const { rate, burst } = this.throttle;
    const now = this.now();
    this.tokens = Math.min(burst, this.tokens + (rate * (now - this.filledAt)) / 1000);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
