import type { Throttle } from '../template/read-deployment';

/** Lets `burst` requests through at once and `rate` a second in the long run: API Gateway's way to throttle a method. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly throttle: Throttle,
    /** Milliseconds, from any moment on. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = throttle.burst;
    this.filledAt = now();
  }

  /** Takes the token that one request costs; false if there is none. */
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
