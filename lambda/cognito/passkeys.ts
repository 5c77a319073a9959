import type * as z from 'zod/mini';
import type { PublicKeyCredential } from '../contract/fields';
import { Problem } from '../contract/problems';
import type { PasskeyList } from '../contract/replies';
import { readUser } from './accounts';
import { type CallOptions, callCognito, client, deadline, followUp } from './client';
import {
  CompleteWebAuthnRegistrationCommand,
  DeleteWebAuthnCredentialCommand,
  ListWebAuthnCredentialsCommand,
  StartWebAuthnRegistrationCommand,
} from './cognito-sdk';
import { enablePasskeyMfa, hasPasskeyMfa } from './mfa-preference';

/** Passkeys of one user. Source: "Passkeys" in the Cognito developer guide. */
const MAX_PASSKEYS = 20;

/** The passkeys of the token's user. */
export async function listPasskeys(accessToken: string): Promise<PasskeyList> {
  const command = new ListWebAuthnCredentialsCommand({ AccessToken: accessToken, MaxResults: MAX_PASSKEYS });
  const output = await callCognito('ListWebAuthnCredentials', (options) => client.send(command, options));
  const passkeys = (output?.Credentials ?? []).map(({ CredentialId, FriendlyCredentialName, CreatedAt }) => ({
    id: CredentialId ?? '',
    ...(FriendlyCredentialName && { name: FriendlyCredentialName }),
    ...(CreatedAt && { createdAt: CreatedAt.toISOString() }),
  }));
  return { passkeys };
}

/** The options with which a browser creates a passkey (PublicKeyCredentialCreationOptionsJSON). */
export async function startPasskey(accessToken: string): Promise<Record<string, unknown>> {
  const command = new StartWebAuthnRegistrationCommand({ AccessToken: accessToken });
  const output = await callCognito('StartWebAuthnRegistration', (options) => client.send(command, options));
  const options = output?.CredentialCreationOptions;
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return { ...options };
  throw new Problem('upstream_unavailable', { cause: 'StartWebAuthnRegistration: no options' });
}

/** Adds the passkey that the browser has created. For a user with TOTP, it counts as both factors if the stage offers that. */
export async function addPasskey(accessToken: string, credential: z.output<typeof PublicKeyCredential>): Promise<void> {
  const abortSignal = deadline();
  // As JSON text and back: plain values only, as the SDK's document type requires.
  const Credential = JSON.parse(JSON.stringify(credential));
  const command = new CompleteWebAuthnRegistrationCommand({ AccessToken: accessToken, Credential });
  await callCognito('CompleteWebAuthnRegistration', (options) => client.send(command, options), { abortSignal });
  if (!hasPasskeyMfa) return;
  await followUp('passkey_mfa_not_enabled', async () => {
    // Enabling passkeys also enables TOTP, which the user may have disabled.
    const { totp } = await readUser(accessToken, { abortSignal });
    if (totp) await enablePasskeyMfa(accessToken, { abortSignal });
  });
}

/** Removes a passkey. */
export async function deletePasskey(accessToken: string, id: string, options: CallOptions = {}): Promise<void> {
  const command = new DeleteWebAuthnCredentialCommand({ AccessToken: accessToken, CredentialId: id });
  await callCognito('DeleteWebAuthnCredential', (sendOptions) => client.send(command, sendOptions), options);
}

/** How often `deletePasskeys` removes what it finds. */
const MAX_ROUNDS = 3;

/**
 * Removes all passkeys of the token's user. Lists them again afterwards, because another session of the user may add one meanwhile.
 * Throws if there still are any. One call at a time, to stay within Cognito's quota.
 */
export async function deletePasskeys(accessToken: string, options: CallOptions): Promise<void> {
  // Another session may have removed the passkey.
  const exceptions = { ResourceNotFoundException: 'accepted' } as const;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const ids = await passkeyIds(accessToken, options);
    if (ids.length === 0) return;
    for (const id of ids) await deletePasskey(accessToken, id, { ...options, exceptions });
  }
  if ((await passkeyIds(accessToken, options)).length > 0) {
    throw new Error('ListWebAuthnCredentials: passkeys remain');
  }
}

/** The ids of all passkeys of the token's user, of this page and the following ones. */
async function passkeyIds(accessToken: string, options: CallOptions, page?: string): Promise<readonly string[]> {
  const command = new ListWebAuthnCredentialsCommand({
    AccessToken: accessToken,
    MaxResults: MAX_PASSKEYS,
    NextToken: page,
  });
  const output = await callCognito(
    'ListWebAuthnCredentials',
    (sendOptions) => client.send(command, sendOptions),
    options,
  );
  const ids = (output?.Credentials ?? []).flatMap(({ CredentialId }) => CredentialId ?? []);
  const next = output?.NextToken;
  return next ? [...ids, ...(await passkeyIds(accessToken, options, next))] : ids;
}
