import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Milliseconds after which a secret is read again, so that it can be changed. */
const LIFETIME = 300_000;

const client = new SecretsManagerClient({ maxAttempts: 2 });
let cached: { readonly value: string; readonly readAt: number } | undefined;

/** The text of a secret in Secrets Manager. */
export async function readSecret(name: string, abortSignal: AbortSignal): Promise<string> {
  if (cached && Date.now() - cached.readAt < LIFETIME) return cached.value;
  const { SecretString: value } = await client.send(new GetSecretValueCommand({ SecretId: name }), { abortSignal });
  if (!value) throw new Error('The secret for the old system is not a text');
  cached = { value, readAt: Date.now() };
  return value;
}

/** Reads the secret again at the next call. */
export function forgetSecret(): void {
  cached = undefined;
}
