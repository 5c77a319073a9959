import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { context } from '../../cdk.json';
import { blocksOf, replaceIn } from './support/guide';
import { applyChanges, changesIn, copyRepository, runTests, typeErrors } from './support/repository-copy';
import { type ServerProcess, startServer } from './support/server-process';

// Milliseconds. Each test starts compilers and servers, which are slow on a busy machine.
jest.setTimeout(300_000);

const GUIDE = 'customize';
const PASSWORD = 'Correct-Horse-7';
const environment = { ...process.env, NO_COLOR: '1', CDK_VALIDATION: 'false' };

/** Runs a command in a folder. Throws with its output if it fails. */
async function run(cwd: string, file: string, ...args: readonly string[]): Promise<string> {
  const ran = promisify(execFile)(file, args, { cwd, env: environment, maxBuffer: 50_000_000 });
  const { stdout } = await ran.catch(({ stdout, stderr }) => {
    throw new Error(`${file} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  });
  return stdout;
}

/** Applies sections of the guide to a copy of the repository, and checks types and style. */
async function applySections(copy: string, ...sections: readonly string[]): Promise<void> {
  const changes = changesIn(GUIDE, sections);
  applyChanges(copy, changes);
  await run(copy, 'npm', 'run', '-s', 'openapi');
  expect(await typeErrors(copy)).toBe('');
  const sources = changes.map(({ path }) => path).filter((path) => path.endsWith('.ts'));
  await run(copy, 'node_modules/.bin/biome', 'check', '--error-on-warnings', ...new Set(sources));
}

/** Runs tests of a copy. Throws with their output if one fails. */
async function expectGreen(copy: string, paths: readonly string[], ...options: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runTests(copy, paths, ...options);
  expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
}

/** Starts the local run in a copy, on free ports. */
const start = (copy: string) =>
  startServer('npm start', {
    cwd: copy,
    env: { PORT: '0', COGNITO_PORT: '0', DYNAMODB_PORT: '0', IDENTITY_PROVIDER_PORT: '0' },
    pattern: /^Ready\b.*?(http:\/\/localhost:\d+)/m,
  });

/** Runs shell commands of the guide. */
async function bash(commands: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], {
    env: { ...environment, ...env },
  });
  return stdout;
}

/** Expects an output of the guide, in which … is any text. */
function expectOutput(actual: string, shown = ''): void {
  const pattern = shown
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^"]+');
  expect(actual).toMatch(new RegExp(`^${pattern}$`));
}

async function call(api: string, path: string, options: { readonly body?: object; readonly token?: string } = {}) {
  const { body, token } = options;
  const response = await fetch(api + path, {
    method: body ? 'POST' : 'GET',
    ...(body && { body: JSON.stringify(body) }),
    headers: token ? { Authorization: `Bearer ${token}` } : {},
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** Confirms the account and signs in. */
async function signIn(api: string, username: string, email = `${username}@example.com`) {
  const messages = await call(api, `/_local/messages?to=${email}`);
  const { code } = messages.body.at(-1);
  expect((await call(api, '/confirm', { body: { username, code } })).status).toBe(200);
  const { status, body } = await call(api, '/sign-in', { body: { username, password: PASSWORD } });
  expect(status).toBe(200);
  return body as { readonly idToken: string; readonly accessToken: string };
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

let server: ServerProcess | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe('the settings, the group and the texts of docs/guides/customize.md', () => {
  const copy = copyRepository();
  beforeAll(async () => {
    await applySections(
      copy,
      'Rename it',
      'Sign in with the e-mail address',
      'Password policy',
      'Who may sign up',
      'Token lifetimes',
      'A further group',
      'The texts of the e-mails',
    );
  });

  it('are in the template of prod', async () => {
    const outdir = mkdtempSync(join(copy, 'cdk.out-'));
    const CDK_CONTEXT_JSON = JSON.stringify({ ...context, stage: 'prod' });
    await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
      cwd: copy,
      env: { ...environment, CDK_CONTEXT_JSON, CDK_OUTDIR: outdir },
    });
    const [file = ''] = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
    expect(file).toBe('acme-notes-prod.template.json');
    const { Resources } = JSON.parse(readFileSync(join(outdir, file), 'utf8'));
    const resources: { Type: string; Properties: Record<string, unknown> }[] = Object.values(Resources);
    const propertiesOf = (type: string) => resources.filter((it) => it.Type === type).map((it) => it.Properties);
    const [pool] = propertiesOf('AWS::Cognito::UserPool');
    expect(pool).toMatchObject({
      UsernameAttributes: ['email'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: false, RequireNumbers: true } },
      VerificationMessageTemplate: {
        EmailSubject: 'acme-notes: your code',
        EmailMessage: expect.stringContaining('Welcome! Your code is'),
      },
    });
    expect(propertiesOf('AWS::Cognito::UserPoolClient')).toEqual([
      expect.objectContaining({ IdTokenValidity: 60, AccessTokenValidity: 60, RefreshTokenValidity: 7 * 24 * 60 }),
    ]);
    const groups = propertiesOf('AWS::Cognito::UserPoolGroup').map(({ GroupName }) => GroupName);
    expect(groups.sort()).toEqual(['admins', 'editors']);
    expect(propertiesOf('AWS::ApiGateway::RestApi')).toEqual([expect.objectContaining({ Name: 'acme-notes-prod' })]);
    const [first] = propertiesOf('AWS::Lambda::Function');
    expect(first).toMatchObject({ Environment: { Variables: { ALLOWED_EMAIL_DOMAINS: 'example.com' } } });
  });

  it('pass the tests that read them', async () => {
    await expectGreen(copy, ['test/docs'], '-t', 'docs/operations.md');
    await expectGreen(copy, [
      'test/lib/auth-stack',
      'test/lib/openapi/openapi-document',
      'test/lib/stages',
      'test/lib/users/users',
      'test/smoke/outputs',
    ]);
  });

  it('are served by the local run: sign-in with the address, the password policy, and the group', async () => {
    server = await start(copy);
    const { url: API } = server;
    const [commands, output] = blocksOf(GUIDE, 'Sign in with the e-mail address')
      .filter(({ language }) => language !== 'diff')
      .map(({ text }) => text);
    expectOutput(await bash(commands ?? '', { API }), output);
    const { idToken } = await signIn(API, 'ada@example.com', 'ada@example.com');
    const { exp, iat } = claimsOf(idToken);
    expect(exp - iat).toBe(60 * 60);
    expect((await call(API, '/drafts', { token: idToken })).status).toBe(403);

    const weak = await call(API, '/sign-up', { body: { username: 'grace@example.com', password: 'Short-1' } });
    expect([weak.status, weak.body.code]).toEqual([422, 'weak_password']);
    expect(JSON.stringify(weak.body.errors)).toContain('must have at least 12 characters');
    const plain = await call(API, '/sign-up', { body: { username: 'grace@example.com', password: 'Twelveletters7' } });
    expect(plain.status).toBe(201);
    const messages = await call(API, '/_local/messages?to=grace@example.com');
    expect(messages.body.at(-1)).toMatchObject({ subject: 'acme-notes (dev): your code' });
  });
});

describe('the section "A full name at sign-up" of docs/guides/customize.md', () => {
  const section = 'A full name at sign-up';
  const copy = copyRepository();

  it('adds the name to POST /sign-up, GET /me and the ID token, with green tests', async () => {
    await applySections(copy, section);
    server = await start(copy);
    const { url: API } = server;
    const [, commands, output] = blocksOf(GUIDE, section)
      .filter(({ language }) => language !== 'diff')
      .map(({ text }) => text);
    expectOutput(await bash(commands ?? '', { API }), output);
    const { idToken, accessToken } = await signIn(API, 'grace');
    expect((await call(API, '/me', { token: accessToken })).body).toMatchObject({ name: 'Grace Hopper' });
    expect(claimsOf(idToken)).toMatchObject({ name: 'Grace Hopper' });
    await expectGreen(copy, [
      'test/lambda/me',
      'test/lambda/sign-up',
      'test/lib/openapi/openapi-document',
      'test/lib/users/users',
    ]);
  });
});

// A machine without the AWS CLI cannot run the command of the section. CI has it.
const itWithAwsCli = process.env.CI || spawnSync('aws', ['--version']).status === 0 ? it : it.skip;

describe('the section "A custom attribute" of docs/guides/customize.md', () => {
  const section = 'A custom attribute';
  const copy = copyRepository();

  itWithAwsCli('lets administrators set the plan, and users read but not set it, with green tests', async () => {
    await applySections(copy, section);
    server = await start(copy);
    const { url: API } = server;
    const { body: config } = await call(API, '/_local/config.json');
    const account = { username: 'ada', password: PASSWORD, email: 'ada@example.com' };
    expect((await call(API, '/sign-up', { body: account })).status).toBe(201);
    const before = await signIn(API, 'ada');
    const [, command = ''] = blocksOf(GUIDE, section)
      .filter(({ language }) => language === 'sh')
      .map(({ text }) => text);
    await bash(replaceIn(command, 'http://localhost:9229', config.cognito), {
      USER_POOL_ID: config.userPoolId,
    });
    expect((await call(API, '/me', { token: before.accessToken })).body).toMatchObject({ plan: 'pro' });
    const { body: after } = await call(API, '/sign-in', { body: { username: 'ada', password: PASSWORD } });
    expect(claimsOf(after.idToken)).toMatchObject({ 'custom:plan': 'pro' });
    const refused = await fetch(config.cognito, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.UpdateUserAttributes',
      },
      body: JSON.stringify({
        AccessToken: before.accessToken,
        UserAttributes: [{ Name: 'custom:plan', Value: 'gold' }],
      }),
    });
    expect(await refused.json()).toMatchObject({ __type: 'NotAuthorizedException' });
    await expectGreen(copy, [
      'test/lambda/me',
      'test/lib/auth-stack',
      'test/lib/openapi/openapi-document',
      'test/lib/users/users',
    ]);
  });
});
