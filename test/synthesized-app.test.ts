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
import { routesFor } from '../lib/routes';
import { stageFromContext } from '../lib/stages/stages';
import { UserError } from '../lib/user-error';

const ROOT = join(__dirname, '../..');

/** Bytes: 0.15 of the 1.35 MB that NodejsFunction's defaults make of the plainest handler that calls Cognito. */
const MAX_BUNDLE = 202_500;

interface Run {
  readonly code: number;
  readonly stderr: string;
  readonly outdir: string;
}

// Each of these starts a process or the validator, which a busy machine takes its time for.
jest.setTimeout(30_000);

// Whoever runs these tests may have turned off what one of them is about.
delete process.env.CDK_VALIDATION;

const directories: string[] = [];
afterAll(() => {
  for (const path of directories) rmSync(path, { recursive: true });
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'cognito-auth-api-'));
  directories.push(path);
  return path;
}

/** Runs bin/app.ts as the CDK's command line does, with what `-c` would put into the context. */
async function synthesize(options: Record<string, string>, cwd = ROOT): Promise<Run> {
  const outdir = directory();
  const CDK_CONTEXT_JSON = JSON.stringify({ ...context, ...options });
  const env = { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' };
  const ran = promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/app.ts'], { cwd, env });
  const { code, stderr } = await ran.then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: Run) => error,
  );
  return { code, stderr, outdir };
}

/** A copy of the app that a test may break. */
function copy(): string {
  const root = directory();
  for (const part of ['bin', 'lib', 'lambda', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

describe('cdk synth', () => {
  // Which options are wrong, and what is said of them: test/lib/stage.test.ts.
  it('ends with 1 and one sentence for an option that is wrong, and writes nothing', async () => {
    const { code, stderr, outdir } = await synthesize({ stage: 'prdo' });
    expect([code, stderr]).toEqual([1, 'stage must be dev or prod, not "prdo"\n']);
    expect(readdirSync(outdir)).toEqual([]);
  });

  it('ends with 1 and the place of the mistake for a handler that does not compile', async () => {
    const root = copy();
    writeFileSync(join(root, 'lambda/hello.ts'), 'export const handler = route(nothing, async () => reply(200, {);\n');
    const { code, stderr } = await synthesize({}, root);
    expect(code).toBe(1);
    expect(stderr).toContain('lambda/hello.ts:1:');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('the bundle of every function', () => {
  const bundles = new Map<string, string>();
  beforeAll(() => {
    // The CDK tells of every asset there.
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const app = new App({
      outdir: directory(),
      context: { ...context, 'aws:cdk:enable-asset-metadata': true },
    });
    const stack = new AuthStack(app, 'Stack', { stage: stageFromContext({ identityPool: true }) });
    for (const [id, { Metadata }] of Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'))) {
      bundles.set(id, join(app.outdir, Metadata['aws:asset:path']));
    }
    stderr.mockRestore();
  });

  it('is small, and so starts fast: the handler in one file and, where it calls Cognito, the SDK in another', () => {
    expect(bundles.size).toBeGreaterThan(0);
    for (const path of bundles.values()) {
      const files = readdirSync(path);
      expect(['index.js', 'index.js,sdk.js']).toContain(files.join());
      const bytes = files.reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
      expect(bytes).toBeLessThanOrEqual(MAX_BUNDLE);
    }
  });

  it('is missed by name where a route has no handler', () => {
    expect(() => handlerCode(new Stack(new App({ outdir: directory() })), 'orders')).toThrow(
      new UserError('lib/routes.ts names the handler "orders", but the file lambda/orders.ts does not exist'),
    );
  });

  it('is the handler of the route it stands for, and runs where there is nothing but Node', async () => {
    const routes = routesFor('username', { identityPool: true }).map((route) => ({
      ...route,
      ...descriptionOf(route),
    }));
    const requests = routes.map(({ name, request }) => [bundleOf(name), JSON.stringify(request)]);
    const asked = await runBundles(requests.map(([path = '', body = null]) => [path, body]));
    expect(routes.map(({ name }, index) => [name, asked[index]])).toEqual(
      routes.map(({ name, calls }) => [name, [...(calls ?? [])].sort()]),
    );
  });

  /** The folder of a route's bundle, which the function of the same name has for its code. */
  function bundleOf(name: string): string | undefined {
    const role = name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    return [...bundles].find(([id]) => id.replace(/[0-9A-F]{8}$/, '') === `Api${role}`)?.[1];
  }
});

/**
 * Calls each bundle in an empty folder, with a Cognito that says yes to everything but a change of password, and tells
 * what that was asked.
 */
async function runBundles(requests: readonly (readonly [path: string, body: string | null])[]): Promise<string[][]> {
  const script = `
    import { createServer } from 'node:http';
    console.info = () => {};
    let asked;
    const server = createServer((request, response) => {
      const operation = request.headers['x-amz-target'].split('.')[1];
      asked.push(operation);
      const refused = operation === 'ChangePassword';
      const no = { __type: 'NotAuthorizedException' };
      const yes = { Status: 'SUCCESS', SecretCode: 'KEY', Username: 'ada', UserAttributes: [{ Name: 'sub', Value: '1' }] };
      response.writeHead(refused ? 400 : 200).end(JSON.stringify(refused ? no : yes));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = 'http://127.0.0.1:' + server.address().port;
    const all = [];
    for (const [path, body] of JSON.parse(process.argv[1])) {
      all.push((asked = []));
      const { handler } = await import(path + '/index.js');
      const headers = { Authorization: 'Bearer header.payload.signature' };
      await handler({ body, headers, requestContext: { requestId: '1' } });
      asked.sort();
    }
    server.close();
    console.log(JSON.stringify(all));`;
  const env = {
    USER_POOL_CLIENT_ID: 'client',
    SIGN_IN_WITH: 'username',
    ALLOWED_ORIGINS: '',
    PRODUCT_NAME: 'Engine',
    REQUIRED_GROUP: '',
    AWS_REGION: 'eu-central-1',
  } satisfies AuthEnvironment & Record<string, string>;
  const args = ['--input-type=module', '--eval', script, JSON.stringify(requests)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: directory(), env });
  return JSON.parse(stdout);
}

describe('what is checked at every synth', () => {
  const validated = { ...context, 'aws:cdk:bundling-stacks': [] };

  interface Finding {
    readonly ruleName: string;
    readonly violatingConstructs: readonly { readonly constructPath: string }[];
  }

  /** Synthesizes as `cdk synth` does, with cdk-nag's packs too, and lists the findings that nobody has answered. */
  function findingsOf(add: (app: App) => void): string[] {
    const outdir = directory();
    const app = new App({ outdir, context: validated });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
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
    dev: { stage: 'dev', signInWith: 'email', waf: false, alarmAddress: undefined },
    prod: {
      stage: 'prod',
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
  };

  // In one synth: the engine that checks takes as long to start as to check a stack.
  const findings: string[] = [];
  const findingsIn = (id: string) => findings.filter((finding) => finding.split(' ')[1]?.split('/')[0] === id);
  beforeAll(() => {
    findings.push(
      ...findingsOf((app) => {
        for (const [id, options] of Object.entries(stages))
          new AuthStack(app, id, { stage: stageFromContext(options) });
        const wrong = new Stack(app, 'wrong');
        new CfnResource(wrong, 'Broken', { type: 'AWS::Lambda::Function', properties: { Runtime: 'nodejs24.x' } });
        new Topic(wrong, 'Topic').addSubscription(new EmailSubscription('ops@example.com'));
      }),
    );
  });

  it.each(Object.keys(stages))('finds nothing that has no answer: %s', (id) => {
    expect(findingsIn(id)).toEqual([]);
  });

  it('does find what is wrong: for CloudFormation, for the one pack and for the other', () => {
    expect([...new Set(findingsIn('wrong'))]).toEqual([
      'AwsSolutions-SNS3 wrong/Topic/Resource',
      'Serverless-SNSRedrivePolicy wrong/Topic/ops@example.com/Resource',
      'F3003 wrong/Broken',
    ]);
    expect(findings.length).toBe(Object.keys({ ...stages, wrong: {} }).flatMap(findingsIn).length);
  });
});
