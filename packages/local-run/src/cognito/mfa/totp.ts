import { createHmac } from 'node:crypto';

/**
 * Time-based one-time passwords (RFC 6238) as authenticator apps support them: HMAC-SHA-1, six digits, a new code every
 * 30 seconds. Cognito supports no other hash. Source: "TOTP software token MFA" in the Cognito developer guide.
 */
const STEP_MS = 30_000;

/** The number of the time step of a moment (in ms). */
export const stepAt = (now: number) => Math.floor(now / STEP_MS);

/** The code that an authenticator app shows during one time step. */
export function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}
