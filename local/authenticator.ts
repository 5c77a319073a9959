import { codeOf, stepAt } from './cognito/totp';

/** `npm run totp SECRET`: what an authenticator app with this key shows now, for who has no such app at hand. */

const [secret = ''] = process.argv.slice(2);
if (/^[A-Z2-7]{16,}$/.test(secret)) {
  console.log(codeOf(fromBase32(secret), stepAt(Date.now())));
} else {
  console.error('Use: npm run totp SECRET, with the secret that POST /mfa/totp answers');
  process.exitCode = 1;
}

function fromBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
