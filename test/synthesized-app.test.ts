import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import { context } from '../cdk.json';
import { isCommonVariable } from '../lambda/contract/environment';
import { parametersOf } from '../lib/api/assert-new-route';
import { handlerCode } from '../lib/api/bundling';
import { unreadVariables } from '../lib/api/feature-environment';
import type { Route } from '../lib/api/route';
import { AuthStack } from '../lib/auth-stack';
import { descriptionOf } from '../lib/openapi/descriptions';
import { failures } from '../lib/openapi/failures';
import { allRoutes, routesFor } from '../lib/routes';
import { stageFromContext } from '../lib/stages/stages';
import { UserError } from '../lib/user-error';
import type { Trigger } from '../lib/users/triggers';
import { TemplateRules } from '../lib/validation/template-rules';
import { type Bundle, type BundleReply, type BundleRequest, bundlesOf, runBundles } from './support/bundles';
import { identityProviderSettings } from './support/identity-provider-settings';
import { productSettings } from './support/product-settings';
import { triggerEvents } from './support/trigger-events';
import { allTriggers, triggerSettings } from './support/trigger-settings';

const ROOT = join(__dirname, '..');

/** In bytes: 16% of the 1.35 MB of the smallest handler that calls Cognito, bundled with the defaults of NodejsFunction. */
const MAX_BUNDLE = 216_000;

/** In bytes. Triggers of the app call no AWS service. */
const MAX_TRIGGER_BUNDLE = 32_000;

/** In bytes. A handler with the document client of DynamoDB has about 400 KB. */
const MAX_FEATURE_BUNDLE = 1_000_000;

const GUIDE = 'docs/guides/your-own-feature.md';

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
  let bundles: readonly Bundle[] = [];
  let triggers: readonly Bundle<Trigger>[] = [];
  /** The triggers of a stage with identity providers. */
  let withProviders: readonly Bundle<Trigger>[] = [];
  beforeAll(() => {
    // The CDK prints a line for every asset.
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const app = new App({
      outdir: createFolder(),
      context: { ...context, 'aws:cdk:enable-asset-metadata': true },
    });
    const providers = stageFromContext({ ...productSettings, ...identityProviderSettings });
    const stackWithProviders = new AuthStack(app, 'WithProviders', { stage: providers });
    const stage = stageFromContext({ ...productSettings, ...allTriggers });
    ({ routes: bundles, triggers } = bundlesOf(
      app,
      // No stage has all routes: required MFA excludes other sign-in methods than the password.
      new AuthStack(app, 'Stack', { stage: { ...stage, ...allRoutes } }),
    ));
    ({ triggers: withProviders } = bundlesOf(app, stackWithProviders));
    stderr.mockRestore();
  });

  /** Routes whose follow-up call replaces one that Cognito has refused. */
  const onlyIfRefused = ['sign-in-email-code', 'sign-in-passkey'];
  const isOfFeature = ({ row }: Bundle) => !routesFor('username', allRoutes).some(({ name }) => name === row.name);
  const ownBundles = () => bundles.filter((bundle) => !isOfFeature(bundle));
  const filesIn = (path: string) => readdirSync(path);
  const bytesIn = (path: string) => filesIn(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0);

  it('is below the size limit, with the handler in one file and the SDK in another if it calls Cognito', () => {
    expect(ownBundles().map(({ row }) => row.name)).toEqual(routesFor('username', allRoutes).map(({ name }) => name));
    for (const { path } of ownBundles()) {
      expect(['index.js', 'cognito-sdk.js,index.js']).toContain(filesIn(path).join());
      expect(bytesIn(path)).toBeLessThanOrEqual(MAX_BUNDLE);
    }
  });

  it('is below the size limit for features', () => {
    const tooLarge = bundles.filter(isOfFeature).filter(({ path }) => bytesIn(path) > MAX_FEATURE_BUNDLE);
    const advice = 'has a bundle that slows down cold starts: import less, or a smaller library';
    expect(tooLarge.map(({ row, path }) => `lambda/${row.name}.ts ${advice} (${bytesIn(path)} bytes)`)).toEqual([]);
  });

  it('of a trigger is one file below the size limit', () => {
    const own = triggers.filter(({ row }) => row.name.startsWith('triggers/'));
    expect(own).toHaveLength(Object.keys(triggerSettings).length);
    for (const { path } of own) {
      expect(filesIn(path)).toEqual(['index.js']);
      expect(bytesIn(path)).toBeLessThanOrEqual(MAX_TRIGGER_BUNDLE);
    }
    for (const { path } of triggers) expect(bytesIn(path)).toBeLessThanOrEqual(MAX_FEATURE_BUNDLE);
  });

  it('of a trigger runs without node_modules, signs its calls and answers its event', async () => {
    const replies = await runBundles(
      triggers.map(({ row, path, environment }) => ({ path, environment, event: triggerEvents[row.trigger] })),
    );
    expect(triggers.map(({ row }, index) => [row.name, replies[index]])).toEqual(
      triggers.map(({ row }) => {
        const returned = { ...triggerEvents[row.trigger], response: expect.any(Object) };
        return [row.name, { returned, called: expect.any(Array), unsigned: [] }];
      }),
    );
  });

  it('of the trigger that links accounts is below the size limit for features, runs without node_modules and signs its calls', async () => {
    const [linking] = withProviders;
    const { path = '', environment = {} } = linking ?? {};
    expect(linking?.row.name).toBe('triggers/pre-sign-up-with-lookups');
    expect(filesIn(path)).toEqual(['index.js']);
    expect(bytesIn(path)).toBeLessThanOrEqual(MAX_FEATURE_BUNDLE);
    const [reply] = await runBundles([{ path, environment, event: triggerEvents.preSignUp }]);
    expect(reply).toEqual({ returned: triggerEvents.preSignUp, called: ['ListUsers'], unsigned: [] });
  });

  it('of a trigger reads each environment variable that its function has', () => {
    const unread = triggers.flatMap(({ row, path, environment }) =>
      unreadVariables(environment, readFileSync(join(path, 'index.js'), 'utf8')).map((name) => `${row.name}: ${name}`),
    );
    expect(unread).toEqual([]);
  });

  it('of a trigger has a source map with the setting sourceMaps', () => {
    const stack = new Stack(new App({ outdir: createFolder() }));
    const { text } = handlerCode(stack, { kind: 'trigger', name: 'triggers/pre-sign-up' }, { sourceMaps: true });
    expect(text).toMatch(/\n\/\/# sourceMappingURL=index\.js\.map\n$/);
  });

  it.each(['route', 'trigger'] as const)('throws a UserError that names the handler of a %s without a file', (kind) => {
    expect(() => handlerCode(new Stack(new App({ outdir: createFolder() })), { kind, name: 'orders' })).toThrow(
      new UserError(
        `A ${kind} has the name "orders", but the file lambda/orders.ts does not exist. Create it, or correct the name in the ` +
          `${kind}'s row`,
      ),
    );
  });

  it.each(['route', 'trigger'] as const)('throws a UserError if the file of a %s exports no handler', (kind) => {
    const owner = { kind, name: 'contract/problems' };
    expect(() => handlerCode(new Stack(new App({ outdir: createFolder() })), owner)).toThrow(
      new UserError(`lambda/contract/problems.ts is the handler of a ${kind}, but does not export a "handler"`),
    );
  });

  it('runs without node_modules, calls the Cognito operations of its route and answers with the status of a success', async () => {
    const replies = await runBundles(ownBundles().map(requestOf));
    expect(ownBundles().map(({ row }, index) => [row.name, replies[index]])).toEqual(
      ownBundles().map(({ row }) => {
        const { name, calls = [], followUpCalls = [] } = row;
        const called = [...calls, ...(onlyIfRefused.includes(name) ? [] : followUpCalls)]
          // POST /change-password calls GetUser only after Cognito has refused the password: see the test below.
          .filter((it) => name !== 'change-password' || it !== 'GetUser')
          // POST /confirm calls it only without a password, and the stub returns no session to sign in with.
          .filter((it) => it !== 'GetUserAuthFactors')
          // POST /confirm keeps the session with signIn, which the example has: see the test below.
          .filter((it) => name !== 'confirm' || it !== 'RevokeToken');
        return [name, { status: descriptionOf(row).reply.status, called: called.sort(), unsigned: [] }];
      }),
    );
  });

  it.each(onlyIfRefused)(
    'runs without node_modules and calls Cognito again when the account cannot sign in: %s',
    async (name) => {
      const [bundle] = bundles.filter(({ row }) => row.name === name);
      const requests = bundle ? [{ ...requestOf(bundle), refuses: 'InitiateAuth' }] : [];
      // The stub refuses the second call too.
      expect(await runBundles(requests)).toEqual([
        { status: 401, called: ['InitiateAuth', 'InitiateAuth'], unsigned: [] },
      ]);
    },
  );

  it('runs without node_modules and ends the session that has checked the password of a confirmation', async () => {
    const [bundle] = bundles.filter(({ row }) => row.name === 'confirm');
    const body = JSON.stringify({ username: 'ada', code: '184310', password: 'Difference-Engine-1822' });
    const requests = bundle ? [{ ...requestOf(bundle), body }] : [];
    const called = ['ConfirmSignUp', 'InitiateAuth', 'RevokeToken'];
    expect(await runBundles(requests)).toEqual([{ status: 200, called, unsigned: [] }]);
  });

  it('runs without node_modules and answers with the status of a refused call', async () => {
    const [bundle] = bundles.filter(({ row }) => row.name === 'change-password');
    const requests = bundle ? [{ ...requestOf(bundle), refuses: 'ChangePassword' }] : [];
    expect(await runBundles(requests)).toEqual([{ status: 400, called: ['ChangePassword', 'GetUser'], unsigned: [] }]);
  });

  // Their calls reach a stub that answers each with an empty object, so they may find nothing.
  it('runs without node_modules, signs its calls and answers with a status of its description, for features', async () => {
    const ofFeatures = bundles.filter(isOfFeature);
    const replies = await runBundles(ofFeatures.map(requestOf));
    const faults = ofFeatures.flatMap(({ row }, index) => faultsOf(row, replies[index]));
    expect(faults).toEqual([]);
  });

  it('reads each environment variable that its function has, for features', () => {
    const unread = bundles.filter(isOfFeature).flatMap(({ row, path, environment }) => {
      const code = readFileSync(join(path, 'index.js'), 'utf8');
      const own = Object.entries(environment).filter(([name]) => !isCommonVariable(name));
      return unreadVariables(Object.fromEntries(own), code).map(
        (name) => `lambda/${row.name}.ts does not read ${name}: read it with readVariables, or remove it`,
      );
    });
    expect(unread).toEqual([]);
  });

  function requestOf({ row, path, environment }: Bundle): BundleRequest {
    // An own example may be missing. Then the reply is 400.
    const body = row.request ? JSON.stringify(descriptionOf(row).request ?? {}) : null;
    return { path, environment, body, pathParameters: parametersOf(row.path) };
  }

  /** Sentences about what is wrong with the reply of a feature's bundle. */
  function faultsOf(row: Route, reply: BundleReply | undefined): string[] {
    const { reply: success } = descriptionOf(row);
    const documented = [success.status, ...Object.keys(failures(row))].map(String);
    const status = String(reply?.status);
    const isDocumented = documented.includes(status) || (success.status === '2XX' && /^2/.test(status));
    return [
      ...(reply?.error ? [`lambda/${row.name}.ts cannot be loaded: ${reply.error}`] : []),
      ...(!reply?.error && (!isDocumented || /^5/.test(status))
        ? [
            `lambda/${row.name}.ts answers ${status} to the example of its row, which describes ${documented.join(', ')}` +
              (reply?.cause ? `: ${reply.cause}` : ''),
          ]
        : []),
      ...(reply?.unsigned ?? []).map((target) => `lambda/${row.name}.ts calls ${target} without a signature`),
    ];
  }
});

describe('the validation at synth, with cdk-nag and the rules of lib/validation', () => {
  const validated = { ...context, 'aws:cdk:bundling-stacks': [] };

  interface Finding {
    readonly ruleName: string;
    readonly description: string;
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
    return findings.flatMap(({ ruleName, description, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => {
        const finding = `${ruleName} ${constructPath}`;
        descriptions.set(finding, description);
        return finding;
      }),
    );
  }

  /** Descriptions of the findings. */
  const descriptions = new Map<string, string>();

  /** A finding with its description, and how to acknowledge it if it is one of cdk-nag. */
  function withAdvice(finding: string): string {
    const [id = ''] = finding.split(' ');
    const advice = `Change the resource, or acknowledge ${id} with a reason: "Findings of cdk-nag" in ${GUIDE} says how`;
    return [
      `${finding}: ${descriptions.get(finding)}`,
      ...(/^(AwsSolutions|Serverless)-/.test(id) ? [advice] : []),
    ].join(' ');
  }

  const account = {
    sender: { address: 'no-reply@example.com' },
    profileAttributes: ['name', 'custom:favorite_color'],
    emailChange: true,
    stepUpMinutes: 5,
  };
  const stages: Record<string, Record<string, unknown>> = {
    triggers: { ...account, ...triggerSettings, stage: 'prod', signInWith: 'email', sourceMaps: true },
    signInMethods: {
      ...account,
      stage: 'prod',
      signInWith: 'email',
      signInMethods: ['password', 'emailCode', 'passkey'],
      passkeyRelyingPartyId: 'example.com',
    },
    requiredMfa: { ...account, stage: 'prod', signInWith: 'username', mfa: 'required', functions: 'grouped' },
    dev: { stage: 'dev', signInWith: 'username', waf: false, alarmAddress: undefined },
    prod: {
      stage: 'prod',
      signInWith: 'email',
      sender: { address: 'no-reply@example.com' },
      alarmAddress: 'ops@example.com',
      waf: true,
      identityPool: true,
      userMigration: { url: 'https://old.example.com/users', secretName: 'old-system' },
      allowedOrigins: 'https://a.example,https://b.example',
      ...identityProviderSettings,
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

  /** The * is a path parameter of a route that takes signed requests: its users may call it with any value. */
  const isPathParameter = (finding: string) =>
    /^AwsSolutions-IAM5\[Resource::arn:\S+:execute-api:\S+\] \w+\/Identities\/AuthenticatedRole\/Resource$/.test(
      finding,
    );

  // In one synth: to start the validator takes as long as to check a stack.
  const findings: string[] = [];
  const findingsIn = (id: string) => findings.filter((finding) => finding.split(' ')[1]?.split('/')[0] === id);
  beforeAll(() => {
    findings.push(
      ...findingsOf((app) => {
        for (const [id, options] of Object.entries(stages))
          new AuthStack(app, id, { stage: stageFromContext({ ...productSettings, ...options }) });
        addFeature(new AuthStack(app, 'feature', { stage: stageFromContext({ identityPool: true }) }));
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

  /** Adds a route with a permission on the indexes of a table, which it acknowledges, and one with a signature and a parameter. */
  function addFeature({ api }: AuthStack): void {
    const scope = new Construct(api, 'TestFeature');
    const table = new TableV2(scope, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      globalSecondaryIndexes: [{ indexName: 'owner', partitionKey: { name: 'owner', type: AttributeType.STRING } }],
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const list = api.addRoute({ name: 'test-feature/list', method: 'GET', path: '/test-feature' });
    table.grant(list, 'dynamodb:Query');
    Validations.of(list.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::<ApiTestFeatureTable71ABA744.Arn>/index/*]',
      reason: 'The route needs all indexes of the table.',
    });
    api.addRoute({ name: 'test-feature/get', method: 'GET', path: '/test-feature/{id}', auth: 'iam' });
  }

  it.each([...Object.keys(stages), 'feature'])('has no findings, except the accepted ones: %s', (id) => {
    const found = findingsIn(id).filter((finding) => !isPathParameter(finding));
    const isAccepted = (finding: string) => accepted[id]?.includes(finding) ?? false;
    expect(found.filter((finding) => !isAccepted(finding)).map(withAdvice)).toEqual([]);
    expect(found.filter(isAccepted)).toEqual(accepted[id] ?? []);
  });

  it('says what a finding is, and how to acknowledge it if it is one of cdk-nag', () => {
    const [ofNag, , ofTemplate] = findingsIn('faulty').map(withAdvice);
    expect([ofNag, ofTemplate]).toEqual([
      'AwsSolutions-SNS3 faulty/Topic/Resource: The SNS Topic does not require publishers to use SSL. Change the resource, or ' +
        'acknowledge AwsSolutions-SNS3 with a reason: "Findings of cdk-nag" in docs/guides/your-own-feature.md says how',
      expect.stringMatching(/^KnownGatewayResponseType faulty\/Unknown: Unknown has the response type "DEFAULT_6XX"/),
    ]);
    expect(ofTemplate).not.toContain('acknowledge');
  });

  it('finds errors and warnings by the rules of CloudFormation, of both rule packs and of lib/validation', () => {
    expect([...new Set(findingsIn('faulty'))]).toEqual([
      'AwsSolutions-SNS3 faulty/Topic/Resource',
      'Serverless-SNSRedrivePolicy faulty/Topic/ops@example.com/Resource',
      'KnownGatewayResponseType faulty/Unknown',
      'F3003 faulty/Broken',
      'W3030 faulty/Warned',
    ]);
    expect(findings.length).toBe(Object.keys({ ...stages, feature: {}, faulty: {} }).flatMap(findingsIn).length);
  });
});
