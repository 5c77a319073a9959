import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackName } from '../../lib/stages/stages';
import { synthesizeAssemblies } from './assemblies';
import { SimulatedAccount } from './aws/simulated-account';
import { assertSuccessful, runCdk } from './run-cdk';

// Milliseconds. Each deployment starts the CLI, which is slow on a busy machine.
jest.setTimeout(200_000);

const first = { signInWith: 'email', sender: '{"address": "no-reply@example.com"}' };

const optionSets = {
  first,
  methods: {
    ...first,
    signInMethods: 'password,emailCode,passkey',
    passkeyRelyingPartyId: 'example.com',
    emailChange: 'true',
    profileAttributes: 'name,locale',
    stepUpMinutes: '5',
  },
  requiredMfa: { ...first, mfa: 'required' },
};

describe('cdk deploy with other sign-in settings than before', () => {
  const home = mkdtempSync(join(tmpdir(), 'cdk-sign-in-methods-'));
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

  // One after another: each deployment begins with the stack that the one before has left.
  it.each([
    ['codes by e-mail, passkeys, a profile and a new address', 'methods'],
    ['required MFA instead of them', 'requiredMfa'],
  ] as const)('updates user pool and app client in place with %s', async (_, options) => {
    assertSuccessful(await deploy(options));
    expect(replaced()).toEqual([]);
    expect(identities()).toEqual(firstIdentities);
  });

  it('refuses codes by e-mail in the deployment that ends required MFA, and keeps the stack', async () => {
    const { code, printed } = await deploy('methods');
    expect(code).toBe(1);
    expect(printed).toContain('Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor');
    expect(account.cloudFormation.findStack(stackName({ name: 'dev' }))?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(identities()).toEqual(firstIdentities);
  });

  it('accepts codes by e-mail in a deployment after that', async () => {
    assertSuccessful(await deploy('first'));
    assertSuccessful(await deploy('methods'));
    expect(identities()).toEqual(firstIdentities);
  });
});
