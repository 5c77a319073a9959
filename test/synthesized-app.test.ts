import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { context } from '../cdk.json';
import type { AuthEnvironment } from '../lambda/contract/environment';
import { handlerCode } from '../lib/api/bundling';
import { AuthStack } from '../lib/auth-stack';
import { descriptionOf } from '../lib/openapi/descriptions';
import { allRoutes, routesFor } from '../lib/routes';
import { stageFromContext } from '../lib/stages/stages';
import { UserError } from '../lib/user-error';
import { TemplateRules } from '../lib/validation/template-rules';

const ROOT = join(__dirname, '..');

/** In bytes: 15% of the 1.35 MB of the smallest handler that calls Cognito, bundled with the defaults of NodejsFunction. */
const MAX_BUNDLE = 202_500;

interface Run {
  readonly code: number;
  readonly stderr: string;
  readonly outdir: string;
}

// Milliseconds. These tests start processes and the CDK's validator.
jest.setTimeout(30_000);

// Set in the environment, this would turn off the validation that is tested here.
delete process.env.CDK_VALIDATION;

const directories: string[] = [];
afterAll(() => {
  for (const path of directories) rmSync(path, { recursive: true });
});

function createFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'cognito-auth-api-'));
  directories.push(path);
  return path;
}

/** Runs bin/app.ts as the CDK's command line does with these `-c` options. */
async function synthesize(options: Record<string, string>, cwd = ROOT): Promise<Run> {
  const outdir = createFolder();
  const CDK_CONTEXT_JSON = JSON.stringify({ ...context, ...options });
  const env = { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' };
  const ran = promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/app.ts'], { cwd, env });
  const { code, stderr } = await ran.then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: Run) => error,
  );
  return { code, stderr, outdir };
}

/** Copies the app, for a test that changes its files. */
function copyApp(): string {
  const root = createFolder();
  for (const part of ['bin', 'lib', 'lambda', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

describe('cdk synth', () => {
  // test/lib/stages/stages.test.ts has all invalid options.
  it('exits with 1, one line of error and no output for an invalid option', async () => {
    const { code, stderr, outdir } = await synthesize({ stage: 'prdo' });
    expect([code, stderr]).toEqual([1, 'stage must be dev or prod, not "prdo"\n']);
    expect(readdirSync(outdir)).toEqual([]);
  });

  it('exits with 1 and the file and line of a syntax error in a handler', async () => {
    const root = copyApp();
    writeFileSync(join(root, 'lambda/hello.ts'), 'export const handler = route(noInput, async () => reply(200, {);\n');
    const { code, stderr } = await synthesize({}, root);
    expect(code).toBe(1);
    expect(stderr).toContain('lambda/hello.ts:1:');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('the bundle of every function', () => {
  const bundles = new Map<string, string>();
  beforeAll(() => {
    // The CDK prints a line for every asset.
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const app = new App({
      outdir: createFolder(),
      context: { ...context, 'aws:cdk:enable-asset-metadata': true },
    });
    const stack = new AuthStack(app, 'Stack', { stage: stageFromContext({ identityPool: true }) });
    for (const [id, { Metadata }] of Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'))) {
      bundles.set(id, join(app.outdir, Metadata['aws:asset:path']));
    }
    stderr.mockRestore();
  });

  it('is below the size limit, with the handler in one file and the SDK in another if it calls Cognito', () => {
    expect(bundles.size).toBeGreaterThan(0);
    for (const path of bundles.values()) {
      const files = readdirSync(path);
      expect(['index.js', 'cognito-sdk.js,index.js']).toContain(files.join());
      const bytes = files.reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
      expect(bytes).toBeLessThanOrEqual(MAX_BUNDLE);
    }
  });

  it('throws a UserError that names the handler if its file does not exist', () => {
    expect(() => handlerCode(new Stack(new App({ outdir: createFolder() })), 'orders')).toThrow(
      new UserError(
        'A route has the name "orders", but the file lambda/orders.ts does not exist. Create it, or correct the name in the ' +
          "route's row",
      ),
    );
  });

  it('runs without node_modules, calls the Cognito operations of its route and answers with the status of a success', async () => {
    const replies = await runBundles(routes.map(({ name, request }) => requestOf(name, request)));
    expect(routes.map(({ name }, index) => [name, replies[index]])).toEqual(
      routes.map(({ name, reply, calls = [], followUpCalls = [] }) => {
        // POST /change-password calls GetUser only after Cognito has refused the password: see the test below.
        const called = [...calls, ...followUpCalls].filter((it) => name !== 'change-password' || it !== 'GetUser');
        return [name, { status: reply.status, called: called.sort() }];
      }),
    );
  });

  it('runs without node_modules and answers with the status of a refused call', async () => {
    const [refused] = routes.filter(({ name }) => name === 'change-password');
    const request = { ...requestOf('change-password', refused?.request), refuses: 'ChangePassword' };
    expect(await runBundles([request])).toEqual([{ status: 400, called: ['ChangePassword', 'GetUser'] }]);
  });

  const routes = routesFor('username', allRoutes).map((route) => ({ ...route, ...descriptionOf(route) }));

  function requestOf(name: string, body: object | undefined): BundleRequest {
    return { path: bundleOf(name) ?? '', body: body ? JSON.stringify(body) : null };
  }

  /** The folder with the bundle of a route's function. */
  function bundleOf(name: string): string | undefined {
    const constructId = name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    return [...bundles].find(([id]) => id.replace(/[0-9A-F]{8}$/, '') === `Api${constructId}`)?.[1];
  }
});

interface BundleRequest {
  /** Folder of the bundle. */
  readonly path: string;
  readonly body: string | null;
  /**
   * The operation that Cognito refuses.
   * @default - none
   */
  readonly refuses?: string;
}

interface BundleReply {
  readonly status: number;
  /** The operations that the bundle called, sorted. */
  readonly called: readonly string[];
}

/** Calls each bundle in an empty folder, with a stub of Cognito. */
async function runBundles(requests: readonly BundleRequest[]): Promise<BundleReply[]> {
  const script = `
    import { createServer } from 'node:http';
    console.info = () => {};
    let called, refused;
    const server = createServer((request, response) => {
      const operation = request.headers['x-amz-target'].split('.')[1];
      called.push(operation);
      const failure = { __type: 'NotAuthorizedException' };
      const AuthenticationResult = { IdToken: 'id', AccessToken: 'access', RefreshToken: 'refresh', ExpiresIn: 900 };
      const success = { AuthenticationResult, Status: 'SUCCESS', SecretCode: 'KEY', Username: 'ada', UserAttributes: [] };
      const isRefused = operation === refused;
      response.writeHead(isRefused ? 400 : 200).end(JSON.stringify(isRefused ? failure : success));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = 'http://127.0.0.1:' + server.address().port;
    const replies = [];
    for (const { path, body, refuses } of JSON.parse(process.argv[1])) {
      called = [];
      refused = refuses;
      const { handler } = await import(path + '/index.js');
      const headers = { Authorization: 'Bearer header.payload.signature' };
      const claims = { sub: '1', 'cognito:username': 'ada', username: 'ada', email: 'ada@example.com' };
      const identity = { cognitoIdentityId: 'us-east-1:1' };
      const { statusCode: status } = await handler({
        body, headers, requestContext: { requestId: '1', authorizer: { claims }, identity },
      });
      replies.push({ status, called: called.sort() });
    }
    server.close();
    console.log(JSON.stringify(replies));`;
  const env = {
    USER_POOL_CLIENT_ID: 'client',
    SIGN_IN_WITH: 'username',
    ALLOWED_ORIGINS: '',
    PRODUCT_NAME: 'Engine',
    REQUIRED_GROUP: '',
    PASSWORD_POLICY: JSON.stringify(stageFromContext({}).passwordPolicy),
    SIGN_UP_DOMAINS: '',
    AWS_REGION: 'eu-central-1',
  } satisfies AuthEnvironment & Record<string, string>;
  const args = ['--input-type=module', '--eval', script, JSON.stringify(requests)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: createFolder(), env });
  return JSON.parse(stdout);
}

describe('the validation at synth, with cdk-nag and the rules of lib/validation', () => {
  const validated = { ...context, 'aws:cdk:bundling-stacks': [] };

  interface Finding {
    readonly ruleName: string;
    readonly violatingConstructs: readonly { readonly constructPath: string }[];
  }

  /**
   * Synthesizes as `cdk synth` does, with two rule packs of cdk-nag, and returns the findings that are not acknowledged:
   * warnings too, which do not make `cdk synth` fail.
   */
  function findingsOf(add: (app: App) => void): string[] {
    const outdir = createFolder();
    const app = new App({ outdir, context: validated });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new TemplateRules());
    add(app);
    const printed = jest.spyOn(console, 'error').mockImplementation();
    try {
      app.synth();
    } catch (error) {
      if (!String(error).startsWith('ValidationFailed')) throw error;
    } finally {
      printed.mockRestore();
    }
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    const findings: Finding[] = report.pluginReports.flatMap(({ violations }: { violations: Finding[] }) => violations);
    return findings.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
  }

  const stages: Record<string, Record<string, unknown>> = {
    dev: { stage: 'dev', signInWith: 'username', waf: false, alarmAddress: undefined },
    prod: {
      stage: 'prod',
      signInWith: 'email',
      sender: { address: 'no-reply@example.com' },
      alarmAddress: 'ops@example.com',
      waf: true,
      identityPool: true,
      allowedOrigins: 'https://a.example,https://b.example',
      managedLogin: {
        domainPrefix: 'engine',
        callbackUrls: ['https://a.example/'],
        logoutUrls: ['https://a.example/'],
      },
    },
    userNames: {
      stage: 'prod',
      signInWith: 'username',
      sender: { address: 'no-reply@example.com' },
      managedLogin: {
        domainPrefix: 'engine',
        callbackUrls: ['https://a.example/'],
        logoutUrls: ['https://a.example/'],
      },
    },
  };

  /** Findings that remain, each with its reason. */
  const accepted: Record<string, readonly string[]> = {
    // With user names, the sign-up page of managed login asks for the e-mail address only if the pool's Schema requires it.
    userNames: ['UserPoolSchema userNames/Users/UserPool/Resource'],
  };

  // In one synth: to start the validator takes as long as to check a stack.
  const findings: string[] = [];
  const findingsIn = (id: string) => findings.filter((finding) => finding.split(' ')[1]?.split('/')[0] === id);
  beforeAll(() => {
    findings.push(
      ...findingsOf((app) => {
        for (const [id, options] of Object.entries(stages))
          new AuthStack(app, id, { stage: stageFromContext(options) });
        const faulty = new Stack(app, 'faulty');
        new CfnResource(faulty, 'Broken', { type: 'AWS::Lambda::Function', properties: { Runtime: 'nodejs24.x' } });
        const client = { UserPoolId: 'eu-central-1_example', ExplicitAuthFlows: ['ALLOW_SRP'] };
        new CfnResource(faulty, 'Warned', { type: 'AWS::Cognito::UserPoolClient', properties: client });
        const gatewayResponse = { RestApiId: 'example', ResponseType: 'DEFAULT_6XX' };
        new CfnResource(faulty, 'Unknown', { type: 'AWS::ApiGateway::GatewayResponse', properties: gatewayResponse });
        new Topic(faulty, 'Topic').addSubscription(new EmailSubscription('ops@example.com'));
      }),
    );
  });

  it.each(Object.keys(stages))('has no findings, except the accepted ones: %s', (id) => {
    expect(findingsIn(id)).toEqual(accepted[id] ?? []);
  });

  it('finds errors and warnings by the rules of CloudFormation, of both rule packs and of lib/validation', () => {
    expect([...new Set(findingsIn('faulty'))]).toEqual([
      'AwsSolutions-SNS3 faulty/Topic/Resource',
      'Serverless-SNSRedrivePolicy faulty/Topic/ops@example.com/Resource',
      'KnownGatewayResponseType faulty/Unknown',
      'F3003 faulty/Broken',
      'W3030 faulty/Warned',
    ]);
    expect(findings.length).toBe(Object.keys({ ...stages, faulty: {} }).flatMap(findingsIn).length);
  });
});
