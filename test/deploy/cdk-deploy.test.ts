import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as libraryVersion } from 'aws-cdk-lib/package.json';
import { unzipSync } from 'fflate';
import { dependencies, devDependencies } from '../../package.json';
import { AwsAccount } from './aws-account';
import { cdkDeploy, type Ended } from './cdk-deploy';
import { idsOf, type Template } from './template';

// Each deployment synthesizes the app and bundles its functions, which a busy machine takes its time for.
jest.setTimeout(100_000);

const HOME = mkdtempSync(join(tmpdir(), 'rehearsal-'));
afterAll(() => rmSync(HOME, { recursive: true }));

const accounts: AwsAccount[] = [];
afterAll(() => {
  for (const account of accounts) account.close();
});

async function newAccount(): Promise<AwsAccount> {
  const account = new AwsAccount();
  await account.open();
  accounts.push(account);
  return account;
}

/** The stage that asks for more: its stack is protected too. What differs in dev is a matter of its template. */
const stage = 'prod';

describe(`cdk deploy -c stage=${stage}`, () => {
  const stackName = `cognito-auth-api-${stage}`;
  const output = join(HOME, stage);
  let account: AwsAccount;
  let ended: Ended;
  let template: Template;

  beforeAll(async () => {
    account = await newAccount();
    ended = await cdkDeploy(account, { HOME }, '--output', output, '-c', `stage=${stage}`);
    if (ended.code !== 0) throw new Error(`cdk deploy ended with ${ended.code}:\n${ended.printed}`);
    template = JSON.parse(readFileSync(join(output, `${stackName}.template.json`), 'utf8'));
  });

  it('creates the stack and prints where the API and its users are', () => {
    const [api] = idsOf(template, 'AWS::ApiGateway::RestApi');
    const [pool] = idsOf(template, 'AWS::Cognito::UserPool');
    const [client] = idsOf(template, 'AWS::Cognito::UserPoolClient');
    expect(account.cloudFormation.deployment).toMatchObject({ stackName, type: 'CREATE' });
    expect(ended.printed.split('\n')).toEqual(
      expect.arrayContaining([
        // A stage may have a domain of its own.
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

  it('uploads for each function what was bundled: no sources, no node_modules', () => {
    for (const [key, zip] of account.bucket.objects) {
      if (key === account.cloudFormation.deployment.templateKey) continue;
      expect(['index.js', 'index.js,sdk.js']).toContain(Object.keys(unzipSync(zip)).sort().join());
    }
  });

  it('lets the stack create roles and expand macros, and no more', () => {
    const { capabilities } = account.cloudFormation.deployment;
    expect(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']).toEqual(
      expect.arrayContaining([...capabilities]),
    );
  });

  it('protects the stack from being deleted where its users are to stay', () => {
    expect(account.cloudFormation.deployment.terminationProtection).toBe(stage === 'prod');
  });

  it('needs no permission but to assume two of the roles that cdk bootstrap made', () => {
    expect(account.callsWithoutRole).toEqual([]);
    expect([...account.securityTokens.assumedRoles].sort()).toEqual([
      'cdk-hnb659fds-deploy-role-111122223333-eu-central-1',
      'cdk-hnb659fds-file-publishing-role-111122223333-eu-central-1',
    ]);
  });

  it('is the work of the very CLI and library that package.json pins', () => {
    expect([...account.cliVersions]).toEqual([`aws-cdk/${devDependencies['aws-cdk']}`]);
    expect(libraryVersion).toBe(dependencies['aws-cdk-lib']);
  });
});

describe('cdk deploy', () => {
  it('ends with 1 and the reason when a resource cannot be created', async () => {
    const account = await newAccount();
    account.cloudFormation.refusal = {
      type: 'AWS::Cognito::UserPool',
      reason: 'There are too many user pools',
    };
    // What was synthesized above: it is not about that.
    const { code, printed } = await cdkDeploy(account, { HOME }, '--app', join(HOME, 'prod'));
    expect(code).toBe(1);
    expect(printed).toContain('There are too many user pools');
    expect(printed).not.toContain('Outputs:');
  });
});
