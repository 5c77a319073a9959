import { fromBase32 } from '../cognito/base32';
import { codeOf, stepAt } from '../cognito/mfa/totp';

/** `npm run totp SECRET`: what an authenticator app with this key shows now, for who has no such app at hand. */

const [secret = ''] = process.argv.slice(2);
if (/^[A-Z2-7]{16,}$/.test(secret)) {
  console.log(codeOf(fromBase32(secret), stepAt(Date.now())));
} else {
  console.error('Use: npm run totp SECRET, with the secret that POST /mfa/totp answers');
  process.exitCode = 1;
}
