import { fromBase32 } from '../cognito/base32';
import { codeOf, stepAt } from '../cognito/mfa/totp';

/** `local-run totp SECRET`: prints the current TOTP code, as an authenticator app with this key shows it. */

const [secret = ''] = process.argv.slice(2);
if (/^[A-Z2-7]{16,}$/.test(secret)) {
  console.log(codeOf(fromBase32(secret), stepAt(Date.now())));
} else {
  console.error('Usage: local-run totp SECRET\nSECRET is a TOTP key in base32 with at least 16 characters (A-Z, 2-7).');
  process.exitCode = 1;
}
