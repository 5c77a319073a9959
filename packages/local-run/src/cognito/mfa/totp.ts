import { createHmac } from 'node:crypto';

/**
 * Time-based one-time passwords (RFC 6238) in the form that authenticator apps know: HMAC-SHA-1, six digits, a new
 * code every 30 seconds. Cognito takes no other hash. Source: "TOTP software token MFA" in the Cognito developer guide.
 */
const STEP_MS = 30_000;

/** The number of the time step that a moment (in ms) falls into. */
export const stepAt = (now: number) => Math.floor(now / STEP_MS);

/** What the app shows during one step. */
export function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding: how a secret is typed or scanned into an app. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** The bytes behind a secret as an app is given it. */
export function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
