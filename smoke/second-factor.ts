import { createHmac } from 'node:crypto';
import { outcomeOf, type Reply, type SendRequest } from './api';
import type { Report } from './report';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Milliseconds in which an authenticator app shows one code. */
const STEP = 30_000;

interface SetupProps {
  readonly send: SendRequest;
  readonly report: Report;
  readonly username: string;
  /** Of the challenge MFA_SETUP. */
  readonly session: unknown;
}

/** Sets up a second factor during a sign-in, as a stage with `mfa: 'required'` demands. Returns the reply with the tokens. */
export async function setUpSecondFactor({ send, report, username, session }: SetupProps): Promise<Reply | undefined> {
  const started = await send('POST', '/challenge/totp', { body: { username, session } });
  const { secret, session: next } = started.body;
  if (typeof secret !== 'string') {
    report.compare('POST /challenge/totp', '200', outcomeOf(started));
    return undefined;
  }
  const code = totpCode(secret, Date.now());
  const finished = await send('PUT', '/challenge/totp', { body: { username, session: next, code } });
  report.compare('Set up a second factor', '200', outcomeOf(finished));
  return finished;
}

/** The code that an authenticator app shows at a time in milliseconds: RFC 6238, with SHA-1 and six digits. */
export function totpCode(secret: string, time: number): string {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / STEP)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 0x0f) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}
