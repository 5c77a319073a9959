import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackName } from '../../lib/stages/stages';
import { readTemplate, synthesizeAssemblies } from './assemblies';
import { idsOf } from './aws/cloudformation/template';
import { SimulatedAccount } from './aws/simulated-account';
import { assertSuccessful, runCdk } from './run-cdk';

// Milliseconds. Each command starts the CLI, which is slow on a busy machine.
jest.setTimeout(200_000);

const STACK = stackName({ name: 'prod' });
const USERS = ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolGroup'];

const managedLogin = JSON.stringify({
  domainPrefix: 'example',
  callbackUrls: ['https://app.example.com/signed-in'],
  logoutUrls: ['https://app.example.com/'],
});

const optionSets = {
  protected: { stage: 'prod', signInWith: 'username' },
  managedLogin: { stage: 'prod', signInWith: 'username', managedLogin },
  unprotected: { stage: 'prod', signInWith: 'username', deletionProtection: 'false' },
};

describe('a stage with deletion protection', () => {
  const home = mkdtempSync(join(tmpdir(), 'cdk-delete-'));
  const account = new SimulatedAccount();
  const environment = { account, home };
  let assemblies: Readonly<Record<keyof typeof optionSets, string>>;

  const findStack = () => account.cloudFormation.findStack(STACK);
  const users = () => USERS.flatMap((type) => account.resources.ofType(type));
  const userPool = () => account.resources.ofType('AWS::Cognito::UserPool')[0];

  /** What identifies the users: after every step, they must still be there. */
  let firstIdentifiers: object[];

  beforeAll(async () => {
    await account.open();
    assemblies = await synthesizeAssemblies(home, optionSets);
    assertSuccessful(await runCdk(environment, 'deploy', '--app', assemblies.protected));
    firstIdentifiers = users().map(({ identifier }) => identifier);
  });
  afterAll(() => {
    account.close();
    rmSync(home, { recursive: true });
  });

  it('refuses cdk destroy', async () => {
    const { code, printed } = await runCdk(environment, 'destroy', '--app', assemblies.protected);
    expect(code).toBe(1);
    expect(printed).toContain(`Stack [${STACK}] cannot be deleted while TerminationProtection is enabled`);
    expect(findStack()?.status).toBe('CREATE_COMPLETE');
  });

  it('with user names cannot add managed login later, because its Schema makes the update of the pool fail', async () => {
    const { code, printed } = await runCdk(environment, 'deploy', '--app', assemblies.managedLogin);
    expect(code).toBe(1);
    expect(printed).toContain('Invalid AttributeDataType input');
    expect(findStack()?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(users().map(({ identifier }) => identifier)).toEqual(firstIdentifiers);
  });

  it('loses its protection by a deployment with deletionProtection=false', async () => {
    assertSuccessful(await runCdk(environment, 'deploy', '--app', assemblies.unprotected));
    expect(findStack()?.terminationProtection).toBe(false);
    expect(userPool()?.properties).toMatchObject({ DeletionProtection: 'INACTIVE' });
  });

  it('then keeps the user pool, its group, the logs and the CloudWatch role when it is destroyed', async () => {
    assertSuccessful(await runCdk(environment, 'destroy', '--app', assemblies.unprotected));
    expect(findStack()).toBeUndefined();
    // A feature may keep further resources, such as its tables.
    const ofApi = /^AWS::(ApiGateway|CloudWatch|Cognito|IAM|Lambda|Logs|WAFv2)::/;
    const keptTypes = new Set(account.resources.types.filter((type) => ofApi.test(type)));
    expect([...keptTypes]).toEqual(['AWS::ApiGateway::Account', ...USERS, 'AWS::IAM::Role', 'AWS::Logs::LogGroup']);
    expect(account.resources.ofType('AWS::IAM::Role')).toHaveLength(1);
    expect(users().map(({ identifier }) => identifier)).toEqual(firstIdentifiers);
  });

  it('takes the kept user pool and group over with cdk import', async () => {
    const template = readTemplate(assemblies.unprotected);
    const ids = USERS.flatMap((type) => idsOf(template, type));
    const mapping = Object.fromEntries(users().map(({ identifier }, index) => [ids[index], identifier]));
    // Without deletion protection, as the kept pool is: an import compares nothing, and a later deployment changes only
    // the properties that differ from the imported template.
    const options = [STACK, '--app', assemblies.unprotected, '--resource-mapping-inline', JSON.stringify(mapping)];
    assertSuccessful(await runCdk(environment, 'import', ...options));
    expect(account.cloudFormation.lastChangeSet.type).toBe('IMPORT');
    expect(findStack()).toMatchObject({ status: 'IMPORT_COMPLETE' });
    expect([...(findStack()?.resources.keys() ?? [])].sort()).toEqual(ids.sort());
  });

  it('is complete and protected again after the next deployment, with the same users', async () => {
    assertSuccessful(await runCdk(environment, 'deploy', '--app', assemblies.protected));
    expect(findStack()).toMatchObject({ status: 'UPDATE_COMPLETE', terminationProtection: true });
    expect(users().map(({ identifier }) => identifier)).toEqual(firstIdentifiers);
    expect(userPool()?.properties).toMatchObject({ DeletionProtection: 'ACTIVE' });
    expect(account.resources.ofType('AWS::Cognito::UserPoolClient')).toHaveLength(1);
  });
});
