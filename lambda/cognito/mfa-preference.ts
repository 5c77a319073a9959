import { optionalVariable } from '../contract/environment';
import { type CallOptions, callCognito, client, followUp } from './client';
import { SetUserMFAPreferenceCommand } from './cognito-sdk';

/** Whether passkeys verify the user, and can count as both factors. */
export const hasPasskeyMfa = optionalVariable('PASSKEY_MFA') === 'true';

/** Enables or disables TOTP. Passkeys count as both factors only beside TOTP, so disabling it ends that too. */
export async function setTotpPreference(
  accessToken: string,
  enabled: boolean,
  options: CallOptions = {},
): Promise<void> {
  const SoftwareTokenMfaSettings = { Enabled: enabled, PreferredMfa: enabled };
  const WebAuthnMfaSettings = { Enabled: false };
  const settings = { SoftwareTokenMfaSettings, ...(hasPasskeyMfa && !enabled && { WebAuthnMfaSettings }) };
  await setPreference({ AccessToken: accessToken, ...settings }, options);
}

/**
 * Lets the passkeys of a user with TOTP count as both factors: until then, Cognito accepts none of them. A failure is logged.
 *
 * Cognito refuses this setting without that of another factor in the same request, also if that factor is enabled, and for a user
 * without passkeys ("WebAuthn MFA requires enabling an additional MFA setting", "User does not have applicable WebAuthn
 * credentials"). Source: two public repositories that quote the messages; the API reference names the other factor only.
 */
export async function enablePasskeyMfa(accessToken: string, options: CallOptions): Promise<void> {
  if (!hasPasskeyMfa) return;
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
  const settings = { SoftwareTokenMfaSettings, WebAuthnMfaSettings: { Enabled: true } };
  await followUp('passkey_mfa_not_enabled', () => setPreference({ AccessToken: accessToken, ...settings }, options));
}

/** For `enablePasskeyMfa` after TOTP was enabled: most users have no passkeys then. */
export const withoutPasskeys = { InvalidParameterException: 'accepted' } as const;

type Preference = ConstructorParameters<typeof SetUserMFAPreferenceCommand>[0];

async function setPreference(input: Preference, options: CallOptions): Promise<void> {
  const command = new SetUserMFAPreferenceCommand(input);
  await callCognito('SetUserMFAPreference', (sendOptions) => client.send(command, sendOptions), options);
}
