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
// Also in this process: another test validates the template.
process.env.CDK_VALIDATION = 'false';

const REGION = 'eu-west-1';
const folder = temporaryFolder();

type Resources = CloudFormationTemplate['Resources'];

let assembly: Assembly;
let template: CloudFormationTemplate;
let deployment: Deployment;

beforeAll(async () => {
  assembly = await synthesize(join(folder, 'app'), { stage: 'dev', identityPool: 'true' });
  [{ template } = { template: { Resources: {} } }] = assembly.stacks;
  deployment = readDeployment(assembly, REGION);
});

describe('the synthesized app', () => {
  const ofType = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type);

  it('has every method, function, user pool, app client, group, identity pool and gateway response of its template', () => {
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

  it('requires an ID token of its user pool for /secret, and nothing for /hello', () => {
    const auth = (path: string) =>
      deployment.methods.find((method) => method.path === path && method.httpMethod === 'GET')?.auth;
    expect(auth('/secret')).toEqual({ userPoolIds: [deployment.userPools[0]?.id], scopes: [] });
    expect(auth('/hello')).toBeUndefined();
  });

  it('requires a signature of an identity of its identity pool for /private', () => {
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

  it('limits every method, and those with a setting of their own to that', () => {
    const [stage] = ofType('AWS::ApiGateway::Stage');
    const { MethodSettings = [] } = { ...stage?.Properties } as { MethodSettings?: { ThrottlingRateLimit: number }[] };
    const [general, ...own] = MethodSettings.map(({ ThrottlingRateLimit }) => ThrottlingRateLimit);
    const rates = deployment.methods.map(({ throttle }) => throttle?.rate);
    expect(rates.filter((rate) => rate !== general).sort()).toEqual(own.sort());
    expect(own.length).toBeGreaterThan(0);
  });

  it('sets the app client of its user pool in the environment of every function', () => {
    for (const { environment } of deployment.functions) {
      expect(environment.USER_POOL_CLIENT_ID).toBe(deployment.userPools[0]?.clients[0]?.id);
    }
  });

  it('has a bundle that exports the handler for every function', () => {
    for (const { module, handler } of deployment.functions) {
      expect(readFileSync(module, 'utf8')).toMatch(new RegExp(`module\\.exports\\s*=\\s*{[^}]*\\b${handler}\\b`));
    }
  });

  it('has outputs with the ids of its resources', () => {
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

/** Credentials of an identity. */
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

/** A request for each type of gateway response that occurs in the local run. */
const requests: Record<ResponseType, (url: string, headers: Record<string, string>) => Promise<Answer>> = {
  ACCESS_DENIED: (url, headers) => askSigned(`${url}/private`, headers, 'ASIA-OF-ANOTHER-ROLE'),
  AUTHORIZER_FAILURE: (url, headers) => {
    // The signature does not matter: the public keys cannot be fetched.
    const iss = `https://cognito-idp.${REGION}.amazonaws.com/${deployment.userPools[0]?.id}`;
    const parts = [{ alg: 'RS256', kid: 'a key' }, { iss, token_use: 'id' }, 'a signature'];
    const token = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return call(`${url}/secret`, { headers: { ...headers, Authorization: token } });
  },
  BAD_REQUEST_BODY: (url, headers) => call(`${url}/sign-up`, { method: 'POST', headers, body: 'no json' }),
  DEFAULT_5XX: (url, headers) => call(`${url}/hello`, { headers }),
  EXPIRED_TOKEN: (url, headers) => askSigned(`${url}/private`, headers, 'ASIA-EXPIRED'),
  INVALID_SIGNATURE: (url, headers) => askSigned(`${url}/private`, headers, 'ASIA-UNKNOWN'),
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

const { REQUEST_TOO_LARGE, ...customizable } = requests;

/** The other types in the template, and why they do not occur in the local run. */
const notOccurring = {
  API_CONFIGURATION_ERROR: 'an integration that is not supported stops the start',
  AUTHORIZER_CONFIGURATION_ERROR: 'an authorizer that is not supported stops the start',
  BAD_REQUEST_PARAMETERS: 'a method with request parameters stops the start',
  DEFAULT_4XX: 'each type of this class that occurs has a response of its own',
  INTEGRATION_FAILURE: 'a function that fails is DEFAULT_5XX, and Lambda is always reachable',
  QUOTA_EXCEEDED: 'there are no usage plans',
  RESOURCE_NOT_FOUND: 'a path that does not exist is MISSING_AUTHENTICATION_TOKEN',
  UNSUPPORTED_MEDIA_TYPE: 'a proxy integration accepts every media type',
  WAF_FILTERED: 'AWS WAF does not run here',
};

interface GatewayResponseProperties {
  readonly ResponseType: string;
  readonly StatusCode: string;
  readonly ResponseParameters: Readonly<Record<string, string>>;
  readonly ResponseTemplates: Readonly<Record<string, string>>;
}

const gatewayResponsesOf = (resources: Resources) =>
  Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::ApiGateway::GatewayResponse')
    .map(({ Properties }) => Properties as GatewayResponseProperties);

/** Evaluates the mappings: a literal in single quotes, or the name of a request header. */
function headersIn(
  response: GatewayResponseProperties | undefined,
  origin: string,
): Record<string, string | undefined> {
  const named = Object.entries(response?.ResponseParameters ?? {}).map(([parameter, notation]) => {
    const name = parameter.replace('gatewayresponse.header.', '').toLowerCase();
    return [name, notation === 'method.request.header.origin' ? origin : /^'(.*)'$/.exec(notation)?.[1]];
  });
  return Object.fromEntries(named);
}

/** The resources of the app with the gateway responses for these origins. */
function resourcesFor(allowedOrigins: readonly string[]): Resources {
  const app = new App({ outdir: join(folder, `for ${allowedOrigins.length} origins`) });
  const restApi = new RestApi(new Stack(app, 'Stack'), 'RestApi');
  restApi.root.addMethod('GET');
  addGatewayResponses(restApi, allowedOrigins, routesFor('username', { identityPool: true }));
  const created = gatewayResponsesOf(app.synth().getStackByName('Stack').template.Resources);
  const others = Object.entries(template.Resources).filter(([, { Type }]) => !Type.endsWith('::GatewayResponse'));
  const [apiId] = others.find(([, { Type }]) => Type === 'AWS::ApiGateway::RestApi') ?? [];
  const replies = created.map((properties) => {
    const Properties = { ...properties, RestApiId: { Ref: apiId } };
    return [properties.ResponseType, { Type: 'AWS::ApiGateway::GatewayResponse', Properties }] as const;
  });
  return Object.fromEntries([...others, ...replies]);
}

/** Serves resources with a missing module for GET /hello. */
async function serveWithFailures(resources: Resources, integrationTimeout?: number): Promise<string> {
  const { functions, ...rest } = readDeployment(
    { ...assembly, stacks: assembly.stacks.map((stack) => ({ ...stack, template: { Resources: resources } })) },
    REGION,
  );
  const failing = functions.map((definition) => {
    if (/Hello/.test(definition.name)) return { ...definition, module: join(folder, 'missing.mjs') };
    return definition;
  });
  const settings = { signatures, ...(integrationTimeout !== undefined && { integrationTimeout }) };
  return (await serveDeployment({ ...rest, functions: failing }, settings)).url;
}

const ownOrigin = 'https://app.example.com';
const otherOrigin = 'https://www.example.com';

describe.each([
  { allowed: ['*'], origin: 'https://any.example' },
  { allowed: [ownOrigin], origin: ownOrigin },
  { allowed: [ownOrigin, otherOrigin], origin: otherOrigin },
  { allowed: [], origin: ownOrigin },
])('a gateway response for a page of $origin, with $allowed as allowed origins,', ({ allowed, origin }) => {
  const headers = { Origin: origin };
  let responses: GatewayResponseProperties[];
  let url: string;
  let impatientUrl: string;

  const responseFor = (type: string) => responses.find(({ ResponseType }) => ResponseType === type);

  beforeAll(async () => {
    const resources = allowed[0] === '*' ? template.Resources : resourcesFor(allowed);
    responses = gatewayResponsesOf(resources);
    url = await serveWithFailures(resources);
    impatientUrl = await serveWithFailures(resources, 1);
  });

  it('has a type that occurs here or has a reason not to', () => {
    const types = [...Object.keys(requests), ...Object.keys(notOccurring)];
    expect(responses.map(({ ResponseType }) => ResponseType).sort()).toEqual(types.sort());
  });

  it.each(Object.entries(customizable))(
    'of type %s has exactly the status, headers and body of the template',
    async (type, send) => {
      const response = responseFor(type);
      const answer = await send(type === 'INTEGRATION_TIMEOUT' ? impatientUrl : url, headers);
      const { date, connection, 'content-length': length, 'x-amzn-requestid': id, ...others } = answer.headers;
      const { 'x-amzn-errortype': errorType, ...received } = others;
      expect(errorType).toMatch(/Exception$/);
      const body = response?.ResponseTemplates['application/json']?.replace('$context.requestId', String(id));
      expect({ status: String(answer.status), headers: received, body: answer.body }).toStrictEqual({
        status: response?.StatusCode,
        headers: headersIn(response, origin),
        body,
      });
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(JSON.parse(answer.body)).toMatchObject({ status: answer.status, requestId: id });
      expect(length).toBe(String(Buffer.byteLength(answer.body)));
      expect(new Set(answer.headerNames).size).toBe(answer.headerNames.length);
    },
  );

  it('of type REQUEST_TOO_LARGE has no effect, because API Gateway does not support its customization', async () => {
    const answer = await REQUEST_TOO_LARGE(url, headers);
    expect(answer).toMatchObject({ status: 413, body: '{"message":"Request Too Long"}' });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});
