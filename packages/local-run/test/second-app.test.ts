import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { call } from './support/call';
import { eventually } from './support/eventually';
import { temporaryFolder } from './support/temporary-folder';

// Another app than the one of this repository: other stack name, routes, handlers and user pool settings.

const COMMAND = join(__dirname, '../bin/local-run.mjs');
const project = join(temporaryFolder(), 'project');
const email = 'grace@example.com';
const password = 'a-long-enough-passphrase-1';

let child: ChildProcess;
let output = '';
let api: string;
let cognito: CognitoIdentityProviderClient;

/** The value of a line of the summary that the start prints. */
const printed = (name: string) => output.match(new RegExp(`^ {2}${name} +(\\S+)$`, 'm'))?.[1] ?? '';

/** Waits until the local run has printed a text. Throws if it ends before. */
async function until(text: RegExp): Promise<void> {
  await eventually(() => text.test(output) || child.exitCode !== null, 50_000);
  if (!text.test(output)) throw new Error(`The local run has ended:\n${output}`);
}

beforeAll(async () => {
  cpSync(join(__dirname, 'fixtures/second-app'), project, { recursive: true });
  symlinkSync(join(dirname(require.resolve('aws-cdk-lib/package.json')), '..'), join(project, 'node_modules'));
  child = spawn(process.execPath, [COMMAND], {
    cwd: project,
    env: { PATH: process.env.PATH, PORT: '0', COGNITO_PORT: '0', AWS_REGION: 'eu-central-1', LOG: 'text' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  await until(/^Ready in /m);
  api = printed('API');
  cognito = new CognitoIdentityProviderClient({
    endpoint: printed('Cognito'),
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});

afterAll(async () => {
  cognito?.destroy();
  if (child.exitCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'exit');
});

const signUp = (changes: object) =>
  cognito.send(
    new SignUpCommand({
      ClientId: printed('ShopId'),
      Username: email,
      Password: password,
      UserAttributes: [{ Name: 'custom:plan', Value: 'gold' }],
      ...changes,
    }),
  );

/** The tokens of a user who has signed up, confirmed the account and signed in at the embedded Cognito. */
async function signIn() {
  await signUp({});
  const [{ code }] = JSON.parse((await call(`${api}/_local/messages?to=${email}`)).body);
  const ClientId = printed('ShopId');
  await cognito.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: code }));
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );
  return { idToken: AuthenticationResult?.IdToken ?? '', accessToken: AuthenticationResult?.AccessToken ?? '' };
}

it('prints the routes with their authorization, and the outputs of the stacks', () => {
  expect(output).toMatch(/^ {2}GET +\/status +open$/m);
  expect(output).toMatch(/^ {2}GET +\/orders +ID token$/m);
  expect(output).toMatch(/^ {2}POST +\/orders +access token$/m);
  expect(output).toMatch(/^ {2}ANY +\/orders\/\{id\} +open$/m);
  expect(output).toMatch(/^ {2}PATCH +\/carriers +ID token$/m);
  expect(printed('CustomersId')).toMatch(/^eu-central-1_\w{9}$/);
  expect(output).not.toContain('execute-api');
});

it('lists the resources that are not served, and leaves out the outputs that refer to them', () => {
  expect(output).toMatch(/^ {4}AWS::SQS::Queue +1 {2}Parcels\w{8} \(placeholder in QUEUE_URL of packorder\w{8}\)$/m);
  expect(output).toMatch(/^ {4}AWS::Lambda::Function +1 {2}consumer\w{8}$/m);
  expect(output).not.toContain('ParcelsUrl');
});

it('serves a function of another stack by its alias, with a placeholder for the URL of its queue', async () => {
  const { status, body } = await call(`${api}/orders/a%2Fb?item=tea&item=milk`, { method: 'DELETE' });
  expect([status, JSON.parse(body)]).toEqual([
    200,
    {
      httpMethod: 'DELETE',
      pathParameters: { id: 'a%2Fb' },
      multiValueQueryStringParameters: { item: ['tea', 'milk'] },
      queue: expect.stringMatching(
        /^https:\/\/sqs\.eu-central-1\.amazonaws\.com\/000000000000\/warehouse-parcels\w{8}$/,
      ),
    },
  ]);
});

it('answers 200 for an open route', async () => {
  expect(await call(`${api}/status`)).toMatchObject({ status: 200, body: '{"version":1}' });
});

it.each(['GET', 'POST'])('answers 401 for %s /orders without a token', async (method) => {
  expect((await call(`${api}/orders`, { method })).status).toBe(401);
});

it('rejects a password that is too short for this user pool', async () => {
  await expect(signUp({ Password: 'only-13-chars' })).rejects.toMatchObject({ name: 'InvalidPasswordException' });
});

it('rejects a user name that is not an e-mail address', async () => {
  await expect(signUp({ Username: 'grace' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

it('rejects a custom attribute that is too long', async () => {
  const UserAttributes = [{ Name: 'custom:plan', Value: 'x'.repeat(21) }];
  await expect(signUp({ UserAttributes })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

it('runs the function of a trigger, and prints its errors like those of a route', async () => {
  expect(output).toMatch(/^ {2}Trigger +PreSignUp: checkcustomer\w{8}$/m);
  expect(output).not.toContain('Warning');
  await expect(signUp({ Username: 'eve@blocked.example.com' })).rejects.toMatchObject({
    name: 'UserLambdaValidationException',
    message: 'PreSignUp failed with error domain_not_allowed.',
  });
  await until(/^trigger PreSignUp_SignUp {2}check-customer\.mjs:2 {2}Error: domain_not_allowed\n +at handler /m);
  await until(/^\d\d:\d\d:\d\d error trigger PreSignUp_SignUp \d+ ms domain_not_allowed$/m);
  expect(output).not.toContain('eve@');
});

it('accepts the ID token and the access token of a signed-in user on their own routes only', async () => {
  const { idToken, accessToken } = await signIn();
  const list = (token: string) => call(`${api}/orders`, { headers: { Authorization: token } });
  const add = (token: string) =>
    call(`${api}/orders`, { method: 'POST', headers: { Authorization: token }, body: '{"item":"tea"}' });
  expect(await list(idToken)).toMatchObject({ status: 200, body: JSON.stringify({ customer: email, orders: [] }) });
  expect((await list(accessToken)).status).toBe(401);
  expect(await add(accessToken)).toMatchObject({ status: 201, body: '{"item":"tea"}' });
  expect((await add(idToken)).status).toBe(401);
  // A method that another stack adds to the API.
  const carriers = (token: string) => call(`${api}/carriers`, { method: 'PATCH', headers: { Authorization: token } });
  expect(await carriers(idToken)).toMatchObject({
    status: 200,
    body: JSON.stringify({ customer: email, pool: printed('CustomersId') }),
  });
  expect((await carriers(accessToken)).status).toBe(401);
});

it('prints a line for each request and each e-mail, without codes and addresses', async () => {
  await call(`${api}/status`);
  await call(`${api}/orders`);
  await until(/^\d\d:\d\d:\d\d 200 GET \/status \d+ ms$/m);
  await until(/^\d\d:\d\d:\d\d 401 GET \/orders \d+ ms$/m);
  await until(/^E-mail to g\*\*\*@e\*\*\*: read it at \/_local\/messages$/m);
  const messages: { code: string }[] = JSON.parse((await call(`${api}/_local/messages`)).body);
  expect(messages.length).toBeGreaterThan(0);
  for (const { code } of messages) expect(output).not.toContain(code);
  expect(output).not.toContain(email);
});

it('serves the page and the client configuration', async () => {
  expect(await call(`${api}/_local/`)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
  expect(JSON.parse((await call(`${api}/_local/config.json`)).body)).toMatchObject({
    userPoolId: printed('CustomersId'),
    userPoolClientId: printed('ShopId'),
    apiUrl: api,
    productName: 'OrderService',
    signInWith: 'email',
    passwordPolicy: { minimumLength: 14, requireLowercase: false, requireNumbers: true, requireSymbols: false },
    managedLogin: null,
    tables: [],
    embedded: { cognito: true, dynamodb: true },
  });
});

it('reloads when a watched file is saved, and keeps the users', async () => {
  writeFileSync(
    join(project, 'handlers/status.mjs'),
    'export const handler = async () => ({ statusCode: 200, body: "2" });',
  );
  await eventually(async () => (await call(`${api}/status`)).body === '2', 50_000);
  await until(/^Reloaded in [\d.]+ s: handlers\/status\.mjs$/m);
  await expect(signUp({})).rejects.toMatchObject({ name: 'UsernameExistsException' });
});

it('prints the routes that a reload adds and removes', async () => {
  const app = join(project, 'app.ts');
  const source = readFileSync(app, 'utf8');
  writeFileSync(app, source.replace("addResource('status').addMethod('GET'", "addResource('health').addMethod('PUT'"));
  await until(/^Reloaded in [\d.]+ s: app\.ts\n {2}- GET \/status\n {2}\+ PUT \/health: open$/m);
});
