import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const sdk = dirname(require.resolve('@aws-sdk/client-cognito-identity-provider/package.json'));

/**
 * What an operation may throw. The SDK's runtime schemas do not say it; the comments generated from Cognito's model
 * do.
 */
export function modelledExceptions(operation: string): string[] {
  const comments = readFileSync(join(sdk, `dist-types/commands/${operation}Command.d.ts`), 'utf8');
  const thrown = [...comments.matchAll(/@throws \{@link (\w+Exception)\}/g)].map(([, name]) => String(name));
  return thrown.filter((name) => name !== 'CognitoIdentityProviderServiceException');
}
