import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { addGatewayResponses } from '../../lib/api/gateway-responses';
import { routesFor } from '../../lib/routes';
import type { ResponseType } from '../../packages/local-run/src/api-gateway/gateway-responses';
import type { SignatureOptions } from '../../packages/local-run/src/api-gateway/signatures';
import { type Assembly, synthesize } from '../../packages/local-run/src/synth/assembly';
import type { Deployment } from '../../packages/local-run/src/template/deployment';
import type { CloudFormationTemplate } from '../../packages/local-run/src/template/intrinsics';
import { readDeployment } from '../../packages/local-run/src/template/read-deployment';
import { type Answer, call } from '../../packages/local-run/test/support/call';
import { serveDeployment } from '../../packages/local-run/test/support/running-api';
import { signedHeaders } from '../../packages/local-run/test/support/signing-client';
import { temporaryFolder } from '../../packages/local-run/test/support/temporary-folder';

// Synthesizing the app takes long on a busy machine.
jest.setTimeout(60_000);
// In this process and in the app's: test/synthesized-app.test.ts checks the validation.
process.env.CDK_VALIDATION = 'false';

const REGION = 'eu-west-1';
const folder = temporaryFolder();

type Resources = CloudFormationTemplate['Resources'];

let assembly: Assembly;
let template: CloudFormationTemplate;
let deployment: Deployment;

beforeAll(async () => {
  assembly = await synthesize(join(folder, 'app'), { stage: 'dev', identityPool: 'true' });
  template = assembly.template;
  deployment = readDeployment(assembly, REGION);
});

describe('the deployment that the local run reads from the synthesized app', () => {
  const ofType = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type);

  it('has every method, function, pool and gateway response of the template', () => {
    expect(deployment.methods).toHaveLength(ofType('AWS::ApiGateway::Method').length);
    expect(deployment.functions).toHaveLength(ofType('AWS::Lambda::Function').length);
    expect(deployment.userPools).toHaveLength(ofType('AWS::Cognito::UserPool').length);
    expect(deployment.gatewayResponses.size).toBe(ofType('AWS::ApiGateway::GatewayResponse').length);
    expect(deployment.userPools.flatMap(({ clients }) => clients)).toHaveLength(
      ofType('AWS::Cognito::UserPoolClient').length,
    );
    expect(deployment.identityPools).toHaveLength(ofType('AWS::Cognito::IdentityPool').length);
    expect(deployment.userPools.flatMap(({ groups }) => groups)).toHaveLength(
      ofType('AWS::Cognito::UserPoolGroup').length,
    );
  });

  it('requires an ID token of its pool at GET /secret, and no token at GET /hello', () => {
    const auth = (path: string) =>
      deployment.methods.find((method) => method.path === path && method.httpMethod === 'GET')?.auth;
    expect(auth('/secret')).toEqual({ userPoolIds: [deployment.userPools[0]?.id], scopes: [] });
    expect(auth('/hello')).toBeUndefined();
  });

  it('requires a signature by a member of its identity pool at GET /private', () => {
    const [{ authenticatedRoleArn = '' } = {}, ...others] = deployment.identityPools;
    expect(
      deployment.methods.find(({ path, httpMethod }) => path === '/private' && httpMethod === 'GET')?.auth,
    ).toEqual({
      iam: true,
    });
    expect([others, [...deployment.permissions]]).toEqual([
      [],
      [[authenticatedRoleArn, [{ actions: ['execute-api:Invoke'], resources: [`${apiArn()}/dev/GET/private`] }]]],
    ]);
  });

  it('has a rate limit for every method, and lower ones for the methods that the stage lists', () => {
    const [stage] = ofType('AWS::ApiGateway::Stage');
    const { MethodSettings = [] } = { ...stage?.Properties } as { MethodSettings?: { ThrottlingRateLimit: number }[] };
    const [general, ...own] = MethodSettings.map(({ ThrottlingRateLimit }) => ThrottlingRateLimit);
    const rates = deployment.methods.map(({ throttle }) => throttle?.rate);
    expect(rates.filter((rate) => rate !== general).sort()).toEqual(own.sort());
    expect(own.length).toBeGreaterThan(0);
  });

  it('passes the client id of its pool to the functions', () => {
    for (const { environment } of deployment.functions) {
      expect(environment.USER_POOL_CLIENT_ID).toBe(deployment.userPools[0]?.clients[0]?.id);
    }
  });

  it('has bundles that export a handler', () => {
    for (const { module, handler } of deployment.functions) {
      expect(readFileSync(module, 'utf8')).toMatch(new RegExp(`module\\.exports\\s*=\\s*{[^}]*\\b${handler}\\b`));
    }
  });

  it('has outputs that match the ids of its resources', () => {
    const { outputs, restApiId, stageName, userPools } = deployment;
    expect(outputs).toEqual({
      ApiUrl: `https://${restApiId}.execute-api.${REGION}.amazonaws.com/${stageName}`,
      UserPoolId: userPools[0]?.id,
      UserPoolClientId: userPools[0]?.clients[0]?.id,
      Region: REGION,
      IdentityPoolId: deployment.identityPools[0]?.id,
    });
    expect(outputs.IdentityPoolId).toMatch(/^eu-west-1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

const apiArn = () => `arn:aws:execute-api:${REGION}:000000000000:${deployment.restApiId}`;

/** Credentials of the identity pool, with the changes of a test. */
const credentials = (accessKeyId: string, more: object = {}) => ({
  accessKeyId,
  secretAccessKey: 'secret',
  sessionToken: 'session',
  expiresAt: Number.POSITIVE_INFINITY,
  owner: {
    roleArn: 'arn:aws:iam::000000000000:role/another',
    identityPoolId: '',
    identityId: '',
    authenticationProvider: '',
  },
  ...more,
});
const known = [credentials('ASIA-OF-ANOTHER-ROLE'), credentials('ASIA-EXPIRED', { expiresAt: 0 })];
const signatures: SignatureOptions = {
  region: REGION,
  clock: Date.now,
  credentials: (id) => known.find(({ accessKeyId }) => accessKeyId === id),
};
const askSigned = async (url: string, headers: Record<string, string>, accessKeyId: string) =>
  call(url, { headers: { ...headers, ...(await signedHeaders(url, credentials(accessKeyId), { region: REGION })) } });

/** Requests that make API Gateway answer itself, by the gateway response type that the local run can answer with. */
const provocations: Record<ResponseType, (url: string, headers: Record<string, string>) => Promise<Answer>> = {
  ACCESS_DENIED: (url, headers) => askSigned(`${url}/private`, headers, 'ASIA-OF-ANOTHER-ROLE'),
  AUTHORIZER_FAILURE: (url, headers) => {
    // With any token: the endpoint of the public keys does not exist.
    const iss = `https://cognito-idp.${REGION}.amazonaws.com/${deployment.userPools[0]?.id}`;
    const parts = [{ alg: 'RS256', kid: 'a key' }, { iss, token_use: 'id' }, 'a signature'];
    const token = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return call(`${url}/secret`, { headers: { ...headers, Authorization: token } });
  },
  BAD_REQUEST_BODY: (url, headers) => call(`${url}/sign-up`, { method: 'POST', headers, body: 'no json' }),
  DEFAULT_5XX: (url, headers) => call(`${url}/hello`, { headers }),
  EXPIRED_TOKEN: (url, headers) => askSigned(`${url}/private`, headers, 'ASIA-EXPIRED'),
  INVALID_SIGNATURE: (url, headers) => askSigned(`${url}/private`, headers, 'ASIAUNKNOWNKEYID'),
  INTEGRATION_TIMEOUT: (url, headers) => call(`${url}/sign-in`, { method: 'POST', headers, body: '{}' }),
  MISSING_AUTHENTICATION_TOKEN: (url, headers) => call(`${url}/nowhere`, { headers }),
  REQUEST_TOO_LARGE: (url, headers) =>
    call(`${url}/sign-up`, { method: 'POST', headers, body: Buffer.alloc(10 * 1024 * 1024 + 1) }),
  async THROTTLED(url, headers) {
    const ask = () => call(`${url}/resend-code`, { method: 'POST', headers, body: 'no json' });
    let answer = await ask();
    for (let asked = 1; asked < 1_000 && answer.status === 400; asked += 1) answer = await ask();
    return answer;
  },
  UNAUTHORIZED: (url, headers) => call(`${url}/secret`, { headers }),
};

/** The other types of the template, and why no request to the local run is answered with them. */
const unmet = {
  API_CONFIGURATION_ERROR: 'an integration that is not understood stops the start',
  AUTHORIZER_CONFIGURATION_ERROR: 'an authorizer that is not understood stops the start',
  BAD_REQUEST_PARAMETERS: 'a method that asks for parameters stops the start',
  DEFAULT_4XX: 'each of its types that is met has a reply of its own',
  INTEGRATION_FAILURE: 'a function that fails is DEFAULT_5XX, and Lambda itself is always there',
  QUOTA_EXCEEDED: 'there are no usage plans',
  RESOURCE_NOT_FOUND: 'a path that does not exist is MISSING_AUTHENTICATION_TOKEN',
  UNSUPPORTED_MEDIA_TYPE: 'a proxy integration takes every media type',
  WAF_FILTERED: 'AWS WAF does not run here',
};

interface Promised {
  readonly ResponseType: string;
  readonly StatusCode: string;
  readonly ResponseParameters: Readonly<Record<string, string>>;
  readonly ResponseTemplates: Readonly<Record<string, string>>;
}

const promisesIn = (resources: Resources) =>
  Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::ApiGateway::GatewayResponse')
    .map(({ Properties }) => Properties as Promised);

/** Evaluates API Gateway's notation: a quoted literal, or the name of a request header. */
function headersIn(promise: Promised | undefined, origin: string): Record<string, string | undefined> {
  const named = Object.entries(promise?.ResponseParameters ?? {}).map(([parameter, notation]) => {
    const name = parameter.replace('gatewayresponse.header.', '').toLowerCase();
    return [name, notation === 'method.request.header.origin' ? origin : /^'(.*)'$/.exec(notation)?.[1]];
  });
  return Object.fromEntries(named);
}

/** The app's resources, with the gateway responses for these allowed origins. */
function resourcesFor(allowedOrigins: readonly string[]): Resources {
  const app = new App({ outdir: join(folder, `for ${allowedOrigins.length} origins`) });
  const restApi = new RestApi(new Stack(app, 'Stack'), 'RestApi');
  restApi.root.addMethod('GET');
  addGatewayResponses(restApi, allowedOrigins, routesFor('username', { identityPool: true }));
  const made = promisesIn(app.synth().getStackByName('Stack').template.Resources);
  const others = Object.entries(template.Resources).filter(([, { Type }]) => !Type.endsWith('::GatewayResponse'));
  const [apiId] = others.find(([, { Type }]) => Type === 'AWS::ApiGateway::RestApi') ?? [];
  const replies = made.map((properties) => {
    const Properties = { ...properties, RestApiId: { Ref: apiId } };
    return [properties.ResponseType, { Type: 'AWS::ApiGateway::GatewayResponse', Properties }] as const;
  });
  return Object.fromEntries([...others, ...replies]);
}

/** Serves the resources with a broken GET /hello, and a POST /sign-in that exceeds its timeout. */
async function serveDisturbed(resources: Resources): Promise<string> {
  const { functions, ...rest } = readDeployment({ ...assembly, template: { Resources: resources } }, REGION);
  const disturbed = functions.map((definition) => {
    if (/Hello/.test(definition.name)) return { ...definition, module: join(folder, 'nothing.mjs') };
    if (/SignIn/.test(definition.name)) return { ...definition, timeout: 0.001 };
    return definition;
  });
  return (await serveDeployment({ ...rest, functions: disturbed }, { signatures })).url;
}

const ours = 'https://app.example.com';
const another = 'https://www.example.com';

describe.each([
  { allowed: ['*'], origin: 'https://anybody.example' },
  { allowed: [ours], origin: ours },
  { allowed: [ours, another], origin: another },
  { allowed: [], origin: ours },
])('what API Gateway answers a page of $origin by itself, where $allowed may call', ({ allowed, origin }) => {
  const headers = { Origin: origin };
  let promises: Promised[];
  let url: string;

  const promiseOf = (type: string) => promises.find(({ ResponseType }) => ResponseType === type);

  beforeAll(async () => {
    const resources = allowed[0] === '*' ? template.Resources : resourcesFor(allowed);
    promises = promisesIn(resources);
    url = await serveDisturbed(resources);
  });

  it('is covered by a test or by a reason why it cannot be', () => {
    const types = [...Object.keys(provocations), ...Object.keys(unmet)];
    expect(promises.map(({ ResponseType }) => ResponseType).sort()).toEqual(types.sort());
  });

  it.each(Object.entries(provocations))('for %s equals the one in the template', async (type, provoke) => {
    const promise = promiseOf(type);
    const answer = await provoke(url, headers);
    const { date, connection, 'content-length': length, 'x-amzn-requestid': id, ...received } = answer.headers;
    const body = promise?.ResponseTemplates['application/json']?.replace('$context.requestId', String(id));
    expect({ status: String(answer.status), headers: received, body: answer.body }).toStrictEqual({
      status: promise?.StatusCode,
      headers: headersIn(promise, origin),
      body,
    });
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(JSON.parse(answer.body)).toMatchObject({ status: answer.status, requestId: id });
    expect(length).toBe(String(Buffer.byteLength(answer.body)));
    expect(new Set(answer.headerNames).size).toBe(answer.headerNames.length);
  });
});
