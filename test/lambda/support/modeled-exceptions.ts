import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const sdk = dirname(require.resolve('@aws-sdk/client-cognito-identity-provider/package.json'));

/**
 * The exceptions that an operation has in Cognito's service model. The SDK's runtime schemas do not list them; the
 * comments that the SDK generates from the model do.
 */
export function modeledExceptions(operation: string): string[] {
  const comments = readFileSync(join(sdk, `dist-types/commands/${operation}Command.d.ts`), 'utf8');
  const thrown = [...comments.matchAll(/@throws \{@link (\w+Exception)\}/g)].map(([, name]) => String(name));
  return thrown.filter((name) => name !== 'CognitoIdentityProviderServiceException');
}
