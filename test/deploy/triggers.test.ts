import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeAssemblies } from './assemblies';
import { SimulatedAccount } from './aws/simulated-account';
import { assertSuccessful, runCdk } from './run-cdk';

// Milliseconds. Each deployment starts the CLI, which is slow on a busy machine.
jest.setTimeout(200_000);

const first = { signInWith: 'email', sender: '{"address": "no-reply@example.com"}' };
const triggers = {
  ...first,
  accessTokenScopes: '[{"scope": "test/write", "group": "admins"}]',
  allowedEmailDomains: 'example.com',
  emailLanguages: 'de,fr',
  userMigration: '{"url": "https://old.example.com/users", "secretName": "old-system"}',
};

const optionSets = { first, triggers };

describe('cdk deploy with other settings of triggers than before', () => {
  const home = mkdtempSync(join(tmpdir(), 'cdk-triggers-'));
  const account = new SimulatedAccount();
  let assemblies: Readonly<Record<keyof typeof optionSets, string>>;

  const deploy = (options: keyof typeof optionSets) =>
    runCdk({ account, home }, 'deploy', '--app', assemblies[options]);
  const identities = () =>
    ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient', 'AWS::ApiGateway::RestApi'].map((type) =>
      account.resources.ofType(type).map(({ physicalId }) => physicalId),
    );
  const replaced = () =>
    account.cloudFormation.lastChangeSet.plan.changes
      .filter(({ action }) => action === 'Replace')
      .map(({ resource }) => resource.physical.type);
  const triggersOfPool = () => {
    const [pool] = account.resources.ofType('AWS::Cognito::UserPool');
    return Object.keys(pool?.properties.LambdaConfig ?? {}).sort();
  };

  let firstIdentities: string[][];

  beforeAll(async () => {
    await account.open();
    assemblies = await synthesizeAssemblies(home, optionSets);
    assertSuccessful(await deploy('first'));
    firstIdentities = identities();
  });
  afterAll(() => {
    account.close();
    rmSync(home, { recursive: true });
  });

  const all = ['CustomMessage', 'PreSignUp', 'PreTokenGenerationConfig', 'UserMigration'];

  // One after another: each deployment begins with the stack that the one before has left.
  it.each([
    ['adds all triggers', 'triggers', all],
    ['removes all triggers', 'first', []],
  ] as const)('%s, and updates user pool and app client in place', async (_, options, expected) => {
    assertSuccessful(await deploy(options));
    expect(triggersOfPool()).toEqual(expected);
    expect(replaced()).toEqual([]);
    expect(identities()).toEqual(firstIdentities);
  });
});
