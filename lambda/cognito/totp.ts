import { Problem } from '../contract/problems';
import type { TotpKey } from '../contract/replies';
import { readUserWithPassword } from './accounts';
import { callCognito, client, deadline } from './client';
import { AssociateSoftwareTokenCommand, VerifySoftwareTokenCommand } from './cognito-sdk';
import { enablePasskeyMfa, setTotpPreference, withoutPasskeys } from './mfa-preference';
import { keyUri } from './totp-key';

/**
 * Creates a key for an authenticator app. It has no effect until `enableTotp` is called with a code made with it. Throws
 * `no_password` for a user of an identity provider: Cognito asks for the code after a password only.
 */
export async function createTotpKey(accessToken: string): Promise<TotpKey> {
  const abortSignal = deadline();
  const command = new AssociateSoftwareTokenCommand({ AccessToken: accessToken });
  // First, because it fails if the token was revoked; otherwise a key would be created and not shown.
  const { username, email = username } = await readUserWithPassword(accessToken, { abortSignal });
  const output = await callCognito('AssociateSoftwareToken', (options) => client.send(command, options), {
    abortSignal,
  });
  if (!output?.SecretCode) throw new Problem('upstream_unavailable', { cause: 'AssociateSoftwareToken: no secret' });
  return { secret: output.SecretCode, uri: keyUri(email, output.SecretCode) };
}

/** Enables TOTP: every sign-in with a password then requires a code from the authenticator app. */
export async function enableTotp(accessToken: string, code: string): Promise<void> {
  const abortSignal = deadline();
  const command = new VerifySoftwareTokenCommand({ AccessToken: accessToken, UserCode: code });
  const output = await callCognito('VerifySoftwareToken', (options) => client.send(command, options), {
    abortSignal,
  });
  if (output?.Status !== 'SUCCESS') {
    const code = output?.Status === 'ERROR' ? 'invalid_code' : 'upstream_unavailable';
    throw new Problem(code, { cause: 'VerifySoftwareToken: no success' });
  }
  await setTotpPreference(accessToken, true, { abortSignal });
  await enablePasskeyMfa(accessToken, { abortSignal, exceptions: withoutPasskeys });
}

/** Disables TOTP. */
export async function disableTotp(accessToken: string): Promise<void> {
  await setTotpPreference(accessToken, false);
}
