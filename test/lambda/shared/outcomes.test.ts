import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Operation, outcomeOf } from '../../../lambda/shared/outcomes';

const sdk = dirname(require.resolve('@aws-sdk/client-cognito-identity-provider/package.json'));
const shared = join(__dirname, '../../../lambda/shared');
const source = readdirSync(shared)
  .map((file) => readFileSync(join(shared, file), 'utf8'))
  .join();
const operations = [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name as Operation);

/** The SDK's runtime schemas do not say which operation throws what; the comments generated from Cognito's model do. */
function exceptionsOf(operation: Operation): string[] {
  const comments = readFileSync(join(sdk, `dist-types/commands/${operation}Command.d.ts`), 'utf8');
  const thrown = [...comments.matchAll(/@throws \{@link (\w+Exception)\}/g)].map(([, name]) => String(name));
  return thrown.filter((name) => name !== 'CognitoIdentityProviderServiceException');
}

describe.each(operations)('Cognito answering %s', (operation) => {
  it('may throw what it models, so that this sweep reads it right', () => {
    expect(exceptionsOf(operation)).toEqual(
      expect.arrayContaining([
        'InternalErrorException',
        'InvalidParameterException',
        'TooManyRequestsException',
      ]),
    );
  });

  it.each(['username', 'email'] as const)(
    'throws nothing that has no row in lambda/shared/outcomes.ts (signing in with %s)',
    (mode) => {
      const models = exceptionsOf(operation);
      expect(models.filter((name) => outcomeOf(operation, name, mode) === undefined)).toEqual([]);
    },
  );
});

describe('the sweep above', () => {
  it('covers the operations that the handlers call', () => {
    expect(operations).toEqual(expect.arrayContaining(['SignUp', 'ConfirmSignUp', 'InitiateAuth']));
  });
});
