import { readEnvironment } from '../contract/environment';
import type { TotpKey } from '../contract/replies';
import { Problem } from '../http/route';
import { readAccount } from './accounts';
import { type CallOptions, call, client, deadline } from './client';
import { AssociateSoftwareTokenCommand, SetUserMFAPreferenceCommand, VerifySoftwareTokenCommand } from './sdk';

const { PRODUCT_NAME } = readEnvironment();

/** A new key for an authenticator app. It counts for nothing until a code made with it has turned it on. */
export async function createTotpKey(accessToken: string): Promise<TotpKey> {
  const abortSignal = deadline();
  const command = new AssociateSoftwareTokenCommand({ AccessToken: accessToken });
  // First: it shows whether the token is still good, and a key that nobody gets to see would be a loss.
  const { username, email = username } = await readAccount(accessToken, { abortSignal });
  const output = await call('AssociateSoftwareToken', (options) => client.send(command, options), {
    abortSignal,
  });
  if (!output?.SecretCode) throw new Problem('upstream_unavailable', { cause: 'AssociateSoftwareToken: no secret' });
  return { secret: output.SecretCode, uri: keyUri(email, output.SecretCode) };
}

/** Turns the authenticator app on: from now on, signing in takes one of its codes too. */
export async function turnOnTotp(accessToken: string, code: string): Promise<void> {
  const abortSignal = deadline();
  const command = new VerifySoftwareTokenCommand({ AccessToken: accessToken, UserCode: code });
  const output = await call('VerifySoftwareToken', (options) => client.send(command, options), {
    abortSignal,
  });
  if (output?.Status !== 'SUCCESS') {
    const code = output?.Status === 'ERROR' ? 'invalid_code' : 'upstream_unavailable';
    throw new Problem(code, { cause: 'VerifySoftwareToken: no success' });
  }
  await preferTotp(accessToken, true, { abortSignal });
}

/** Turns the authenticator app off: the password is enough again. */
export async function turnOffTotp(accessToken: string): Promise<void> {
  await preferTotp(accessToken, false);
}

async function preferTotp(accessToken: string, enabled: boolean, options: CallOptions = {}): Promise<void> {
  const SoftwareTokenMfaSettings = { Enabled: enabled, PreferredMfa: enabled };
  const command = new SetUserMFAPreferenceCommand({ AccessToken: accessToken, SoftwareTokenMfaSettings });
  await call('SetUserMFAPreference', (sendOptions) => client.send(command, sendOptions), options);
}

/** The form in which authenticator apps take a key: "Key Uri Format" in the wiki of google-authenticator. */
function keyUri(account: string, secret: string): string {
  const [issuer, label] = [encodeURIComponent(PRODUCT_NAME), encodeURIComponent(account)];
  return `otpauth://totp/${issuer}:${label}?secret=${secret}&issuer=${issuer}`;
}
