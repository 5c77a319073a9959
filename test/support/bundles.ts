import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { ApiFunction } from '../../lib/api/api-function';
import type { Route } from '../../lib/api/route';
import type { AuthStack } from '../../lib/auth-stack';
import type { Trigger } from '../../lib/users/triggers';

/** The function of a route or trigger as it would be deployed. */
export interface Bundle<Row = Route> {
  readonly row: Row;
  /** Folder with the files of the function. */
  readonly path: string;
  /** The variables of the function, with a fixed text for the values that only a deployment has. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The bundles of the routes and triggers of a stack. The app needs the context `aws:cdk:enable-asset-metadata`. */
export function bundlesOf(app: App, stack: AuthStack): { routes: Bundle[]; triggers: Bundle<Trigger>[] } {
  const functions = Template.fromStack(stack).findResources('AWS::Lambda::Function');
  const bundleOf = <Row>({ row, lambda }: { row: Row; lambda: ApiFunction }): Bundle<Row> => {
    const resource = functions[stack.getLogicalId(lambda.node.defaultChild as CfnFunction)];
    const variables = Object.entries(resource?.Properties.Environment.Variables ?? {});
    return {
      row,
      path: join(app.outdir, resource?.Metadata['aws:asset:path']),
      environment: Object.fromEntries(
        variables.map(([name, value]) => [name, typeof value === 'string' ? value : 'of-the-deployment']),
      ),
    };
  };
  return { routes: stack.api.routes.map(bundleOf), triggers: stack.users.triggers.functions.map(bundleOf) };
}

export interface BundleRequest {
  /** Folder of the bundle. */
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
  /**
   * The event of a trigger.
   * @default - a request to a route, made of the properties below
   */
  readonly event?: object;
  readonly body?: string | null;
  /** Names of the path parameters. */
  readonly pathParameters?: readonly string[];
  /**
   * The operation that Cognito refuses.
   * @default - none
   */
  readonly refuses?: string;
}

export interface BundleReply {
  /** Of a route; undefined if the bundle could not be loaded. */
  readonly status?: number;
  /** What a trigger returned. */
  readonly returned?: object;
  /** The operations of Cognito that the bundle called, sorted. */
  readonly called: readonly string[];
  /** The calls to other services, and of administrative operations of Cognito, that had no signature. */
  readonly unsigned: readonly string[];
  /** Why the bundle could not be loaded. */
  readonly error?: string;
  /** What the handler logged as the cause of a reply 500. */
  readonly cause?: string;
}

const SCRIPT = `
  import { createServer } from 'node:http';
  console.info = () => {};
  let called, unsigned, refused, cause;
  console.error = (line) => { cause = line?.cause; };
  const server = createServer((request, response) => {
    const target = request.headers['x-amz-target'] ?? request.method + ' ' + request.url;
    const [service, operation] = target.split('.');
    const isSigned = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=');
    // Cognito requires a signature for administrative operations only.
    if (/^(Admin|ListUsers$)/.test(operation) && !isSigned) unsigned.push(target);
    if (service !== 'AWSCognitoIdentityProviderService') {
      if (!isSigned) unsigned.push(target);
      // The target names the operation of a JSON protocol. REST services have no target: an empty body fits JSON, XML and content.
      return response.writeHead(200).end(request.headers['x-amz-target'] ? '{}' : '');
    }
    called.push(operation);
    const failure = { __type: 'NotAuthorizedException' };
    const AuthenticationResult = { IdToken: 'id', AccessToken: 'access', RefreshToken: 'refresh', ExpiresIn: 900 };
    const success = {
      AuthenticationResult,
      Status: 'SUCCESS',
      SecretCode: 'KEY',
      Session: 'session',
      Username: 'ada',
      UserAttributes: [],
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      CredentialCreationOptions: {},
    };
    const isRefused = operation === refused;
    response.writeHead(isRefused ? 400 : 200).end(JSON.stringify(isRefused ? failure : success));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:' + server.address().port;
  const common = { ...process.env };
  const replies = [];
  for (const { path, environment, event, body = null, pathParameters = [], refuses } of JSON.parse(process.argv[1])) {
    process.env = { ...common, ...environment };
    [called, unsigned, refused, cause] = [[], [], refuses, undefined];
    const loaded = await import(path + '/index.js').catch((error) => ({ error: error.message }));
    const headers = { Authorization: 'Bearer header.payload.signature' };
    const claims = { sub: '1', 'cognito:username': 'ada', username: 'ada', email: 'ada@example.com' };
    const claimsOfAdmin = { ...claims, 'cognito:groups': environment.REQUIRED_GROUP };
    const identity = { cognitoIdentityId: 'us-east-1:1' };
    const handled = await loaded.handler?.(event ?? {
      body,
      headers,
      pathParameters: Object.fromEntries(pathParameters.map((name) => [name, '1'])),
      queryStringParameters: null,
      requestContext: { requestId: '1', authorizer: { claims: claimsOfAdmin }, identity },
    });
    const reply = event ? { returned: handled } : { status: handled?.statusCode };
    replies.push({ ...reply, called: called.sort(), unsigned, error: loaded.error, cause });
  }
  server.close();
  console.log(JSON.stringify(replies));
  process.exit();`;

/** Calls each bundle in an empty folder, with a stub of all AWS services. */
export async function runBundles(requests: readonly BundleRequest[]): Promise<BundleReply[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'cognito-auth-api-'));
  const env = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' };
  const args = ['--input-type=module', '--eval', SCRIPT, JSON.stringify(requests)];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env });
    return JSON.parse(stdout);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
