import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time; only a difference in length shows in the duration. */
export function secretsEqual(expected: string | Buffer, given: string | Buffer): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The key under which a token is stored, so that a memory dump contains no usable token. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
