import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as libraryVersion } from 'aws-cdk-lib/package.json';
import { unzipSync } from 'fflate';
import { stackName } from '../../lib/stages/stages';
import { dependencies, devDependencies } from '../../package.json';
import { parseOptions } from '../../smoke/options';
import { readOutputs } from '../../smoke/outputs';
import { readTemplate } from './assemblies';
import { AwsError } from './aws/aws-error';
import type { Template } from './aws/cloudformation/template';
import { SimulatedAccount } from './aws/simulated-account';
import { assertSuccessful, type CdkResult, runCdk } from './run-cdk';

// Milliseconds. A deployment synthesizes the app and bundles its functions, which is slow on a busy machine.
jest.setTimeout(100_000);

const home = mkdtempSync(join(tmpdir(), 'cdk-deploy-'));
afterAll(() => rmSync(home, { recursive: true }));

const accounts: SimulatedAccount[] = [];
afterAll(() => {
  for (const account of accounts) account.close();
});

async function newAccount(): Promise<SimulatedAccount> {
  const account = new SimulatedAccount();
  await account.open();
  accounts.push(account);
  return account;
}

/** The assembly of the first deployment: the second one reuses it. */
const assembly = join(home, 'assembly');
const outputsFile = join(home, 'outputs.json');

/** Whether a file in the bucket is the template of a stack. */
const isTemplate = (key: string) => key.endsWith('.json');

/** Prod, because its stack also has termination protection. */
describe('cdk deploy -c stage=prod', () => {
  const stack = stackName({ name: 'prod' });
  let account: SimulatedAccount;
  let result: CdkResult;
  let template: Template;

  beforeAll(async () => {
    account = await newAccount();
    result = await runCdk(
      { account, home },
      'deploy',
      '--output',
      assembly,
      '--outputs-file',
      outputsFile,
      '-c',
      'stage=prod',
    );
    assertSuccessful(result);
    template = readTemplate(assembly);
  });

  it('creates the stack', () => {
    expect(account.cloudFormation.lastChangeSet).toMatchObject({ type: 'CREATE' });
    expect(account.cloudFormation.findStack(stack)).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  it('prints the outputs', () => {
    const idOf = (type: string) => account.resources.ofType(type)[0]?.physicalId;
    const api = idOf('AWS::ApiGateway::RestApi');
    expect(result.printed.split('\n')).toEqual(
      expect.arrayContaining([
        // A stage may have a custom domain.
        expect.stringMatching(new RegExp(`^${stack}\\.ApiUrl = https://(${api}\\.execute-api.*/prod|[\\w.-]+)$`)),
        `${stack}.UserPoolId = ${idOf('AWS::Cognito::UserPool')}`,
        `${stack}.UserPoolClientId = ${idOf('AWS::Cognito::UserPoolClient')}`,
        `${stack}.Region = eu-central-1`,
      ]),
    );
  });

  it('writes the outputs file that npm run smoke reads', async () => {
    const userPoolId = account.resources.ofType('AWS::Cognito::UserPool')[0]?.physicalId;
    const outputs = await readOutputs({ ...parseOptions(['-c', 'stage=prod']), outputs: outputsFile });
    expect(outputs).toMatchObject({ userPoolId, region: 'eu-central-1' });
  });

  it('deploys the template that was synthesized', () => {
    const deployed = account.bucket.objects.get(account.cloudFormation.lastChangeSet.templateKey);
    expect(JSON.parse(String(deployed))).toEqual(template);
  });

  it('uploads the template, the code of each function, and nothing else', () => {
    const code = account.resources.ofType('AWS::Lambda::Function').map(({ properties }) => properties.Code);
    expect(code).toEqual(code.map(() => ({ S3Bucket: account.bucket.name, S3Key: expect.any(String) })));
    const keys = code.map((location) => (location as { S3Key: string }).S3Key);
    const { templateKey } = account.cloudFormation.lastChangeSet;
    const uploaded = [...account.bucket.objects.keys()];
    expect(uploaded.filter((key) => !isTemplate(key)).sort()).toEqual([...new Set(keys)].sort());
    // A feature may have a stack of its own.
    const stacks = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
    expect(uploaded.filter(isTemplate)).toHaveLength(stacks.length);
    expect(uploaded).toContain(templateKey);
  });

  it('uploads only the bundle of each function: no sources, no node_modules', () => {
    for (const [key, zip] of account.bucket.objects) {
      if (isTemplate(key)) continue;
      expect(['index.js', 'cognito-sdk.js,index.js']).toContain(Object.keys(unzipSync(zip)).sort().join());
    }
  });

  it('passes no other capabilities than creating IAM resources and expanding macros', () => {
    const { capabilities } = account.cloudFormation.lastChangeSet;
    expect(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']).toEqual(
      expect.arrayContaining([...capabilities]),
    );
  });

  it('enables termination protection', () => {
    expect(account.cloudFormation.findStack(stack)?.terminationProtection).toBe(true);
  });

  it('needs no other permission than to assume two roles of cdk bootstrap', () => {
    expect(account.callsWithoutRole).toEqual([]);
    expect([...account.sts.assumedRoles].sort()).toEqual([
      'cdk-hnb659fds-deploy-role-111122223333-eu-central-1',
      'cdk-hnb659fds-file-publishing-role-111122223333-eu-central-1',
    ]);
  });

  it('uses the versions of the CLI and the library that package.json pins', () => {
    expect([...account.cliVersions]).toEqual([`aws-cdk/${devDependencies['aws-cdk']}`]);
    expect(libraryVersion).toBe(dependencies['aws-cdk-lib']);
  });
});

describe('cdk deploy', () => {
  it('exits with 1 and prints the reason when a resource cannot be created', async () => {
    const account = await newAccount();
    account.cloudFormation.rules['AWS::Cognito::UserPoolClient'] = {
      assertCanCreate() {
        throw new AwsError('ServiceLimitExceeded', 'There are too many clients');
      },
    };
    const { code, printed } = await runCdk({ account, home }, 'deploy', '--app', assembly);
    expect(code).toBe(1);
    expect(printed).toContain('There are too many clients');
    expect(printed).not.toMatch(/\.ApiUrl = /);
    // The policy Retain also applies to the rollback of a first deployment.
    expect(account.resources.types).toContain('AWS::Cognito::UserPool');
  });
});
