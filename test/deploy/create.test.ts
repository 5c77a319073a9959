import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as libraryVersion } from 'aws-cdk-lib/package.json';
import { unzipSync } from 'fflate';
import { dependencies, devDependencies } from '../../package.json';
import { SimulatedAccount } from './aws/simulated-account';
import { idsOf, type Template } from './aws/template';
import { type CdkResult, runCdk } from './run-cdk';

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

/** Prod, because its stack also has termination protection. */
const stage = 'prod';

describe(`cdk deploy -c stage=${stage}`, () => {
  const stackName = `cognito-auth-api-${stage}`;
  const output = join(home, stage);
  let account: SimulatedAccount;
  let result: CdkResult;
  let template: Template;

  beforeAll(async () => {
    account = await newAccount();
    result = await runCdk(
      { account, home },
      'deploy',
      '--require-approval',
      'never',
      '--output',
      output,
      '-c',
      `stage=${stage}`,
    );
    if (result.code !== 0) throw new Error(`cdk deploy exited with ${result.code}:\n${result.printed}`);
    template = JSON.parse(readFileSync(join(output, `${stackName}.template.json`), 'utf8'));
  });

  it('creates the stack and prints the outputs', () => {
    const [api] = idsOf(template, 'AWS::ApiGateway::RestApi');
    const [pool] = idsOf(template, 'AWS::Cognito::UserPool');
    const [client] = idsOf(template, 'AWS::Cognito::UserPoolClient');
    expect(account.cloudFormation.deployment).toMatchObject({ stackName, type: 'CREATE' });
    expect(result.printed.split('\n')).toEqual(
      expect.arrayContaining([
        // A stage may have a custom domain.
        expect.stringMatching(
          new RegExp(`^${stackName}\\.ApiUrl = https://(${api}\\.execute-api.*/${stage}|[\\w.-]+)$`),
        ),
        `${stackName}.UserPoolId = ${pool}`,
        `${stackName}.UserPoolClientId = ${client}`,
        `${stackName}.Region = eu-central-1`,
      ]),
    );
  });

  it('deploys the template that was synthesized', () => {
    const deployed = account.bucket.objects.get(account.cloudFormation.deployment.templateKey);
    expect(JSON.parse(String(deployed))).toEqual(template);
  });

  it('uploads the template, the code of each function, and nothing else', () => {
    const functions = idsOf(template, 'AWS::Lambda::Function');
    const code = functions.map((id) => template.Resources[id]?.Properties?.Code?.S3Key);
    const { templateKey } = account.cloudFormation.deployment;
    expect([...account.bucket.objects.keys()].sort()).toEqual([...new Set([...code, templateKey])].sort());
  });

  it('uploads only the bundle of each function: no sources, no node_modules', () => {
    for (const [key, zip] of account.bucket.objects) {
      if (key === account.cloudFormation.deployment.templateKey) continue;
      expect(['index.js', 'index.js,sdk.js']).toContain(Object.keys(unzipSync(zip)).sort().join());
    }
  });

  it('passes no other capabilities than creating IAM resources and expanding macros', () => {
    const { capabilities } = account.cloudFormation.deployment;
    expect(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']).toEqual(
      expect.arrayContaining([...capabilities]),
    );
  });

  it('enables termination protection in prod only', () => {
    expect(account.cloudFormation.deployment.terminationProtection).toBe(stage === 'prod');
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
    account.cloudFormation.createFailure = {
      type: 'AWS::Cognito::UserPool',
      reason: 'There are too many user pools',
    };
    // Reuses the assembly of the test above.
    const { code, printed } = await runCdk(
      { account, home },
      'deploy',
      '--require-approval',
      'never',
      '--app',
      join(home, 'prod'),
    );
    expect(code).toBe(1);
    expect(printed).toContain('There are too many user pools');
    expect(printed).not.toContain('Outputs:');
  });
});
