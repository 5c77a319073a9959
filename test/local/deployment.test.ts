// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Assembly, synthesize } from '../../local/assembly';
import { type Deployment, readDeployment } from '../../local/deployment';
import { headerValues } from '../../local/parameter-mapping';
import type { CloudFormationTemplate } from '../../local/template';
import { temporaryFolder, writeFiles } from './temporary-folder';

// The app is synthesized, which takes long on a machine that is busy.
jest.setTimeout(60_000);

const folder = temporaryFolder();
const code = writeFiles(join(folder, 'code'), { 'index.mjs': '' });

const RestApiId = { Ref: 'Api' };
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
const uri = { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/functions/${Hello.Arn}/invocations' };
const proxy = { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: uri };
const open = {
  RestApiId,
  ResourceId: root,
  HttpMethod: 'GET',
  AuthorizationType: 'NONE',
  Integration: proxy,
};

const api: CloudFormationTemplate['Resources'] = {
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api' } },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, StageName: 'dev' } },
  Hello: {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { S3Key: 'hello.zip' }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
  },
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  Authorizer: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId,
      Type: 'COGNITO_USER_POOLS',
      IdentitySource: 'method.request.header.Authorization',
      ProviderARNs: [{ 'Fn::GetAtt': ['Pool', 'Arn'] }],
    },
  },
  Users: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId, ParentId: root, PathPart: 'users' },
  },
  User: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId, ParentId: { Ref: 'Users' }, PathPart: '{id}' },
  },
};

/** The deployment of an API with these resources besides. */
function read(more: CloudFormationTemplate['Resources']): Deployment {
  const assembly: Assembly = {
    stackName: 'app',
    template: { Resources: { ...api, ...more } },
    assetFolders: new Map([['hello.zip', code]]),
  };
  return readDeployment(assembly, 'eu-west-1');
}

/** The one method of an API that has it. */
function method(Properties: object, more: CloudFormationTemplate['Resources'] = {}) {
  return read({ Method: { Type: 'AWS::ApiGateway::Method', Properties }, ...more }).methods[0];
}

describe('a method', () => {
  it('has the path that its resources make, from the root down', () => {
    expect(method(open)?.path).toBe('/');
    expect(method({ ...open, ResourceId: { Ref: 'User' } })?.path).toBe('/users/{id}');
  });

  it('is open without an authorizer, and else for ID tokens of its pools', () => {
    const guarded = { ...open, AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' } };
    const { userPools } = read({});
    expect(method(open)?.guard).toBeUndefined();
    expect(method(guarded)?.guard).toEqual({ userPoolIds: [userPools[0]?.id], scopes: [] });
  });

  it('with scopes is for access tokens that have one of them', () => {
    const scoped = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' } };
    const AuthorizationScopes = ['a/read', 'a/write'];
    expect(method({ ...open, ...scoped, AuthorizationScopes })?.guard?.scopes).toEqual(AuthorizationScopes);
  });

  it('checks bodies only where its validator says so', () => {
    const Schema = { type: 'object' };
    const model = {
      Body: {
        Type: 'AWS::ApiGateway::Model',
        Properties: { RestApiId, ContentType: 'application/json', Schema },
      },
    };
    const models = (validator: object) =>
      method(
        {
          ...open,
          RequestModels: { 'application/json': { Ref: 'Body' } },
          RequestValidatorId: { Ref: 'Validator' },
        },
        {
          ...model,
          Validator: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId, ...validator } },
        },
      )?.models;
    expect(models({ ValidateRequestBody: true })).toEqual(new Map([['application/json', Schema]]));
    expect(models({ ValidateRequestBody: false })).toEqual(new Map());
    expect(models({})).toEqual(new Map());
  });

  it('of the kind MOCK answers by itself', () => {
    const mock = {
      Type: 'MOCK',
      IntegrationResponses: [{ StatusCode: '204', ResponseParameters: { 'method.response.header.Allow': "'GET'" } }],
    };
    expect(method({ ...open, HttpMethod: 'OPTIONS', Integration: mock })?.integration).toEqual({
      status: 204,
      headers: [{ name: 'Allow', value: expect.any(Function) }],
    });
  });
});

describe('a preflight', () => {
  const template = (condition: string) =>
    [
      '#set($origin = $input.params().header.get("Origin"))',
      '#if($origin == "")',
      '  #set($origin = $input.params().header.get("origin"))',
      '#end',
      `#if(${condition})`,
      '  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
      '#end',
    ].join('\n');
  const withTemplate = (text: string) =>
    method({
      ...open,
      HttpMethod: 'OPTIONS',
      Integration: {
        Type: 'MOCK',
        IntegrationResponses: [
          {
            StatusCode: '204',
            ResponseParameters: {
              'method.response.header.Access-Control-Allow-Origin': "'https://a.example'",
            },
            ResponseTemplates: { 'application/json': text },
          },
        ],
      },
    });
  const allowed = (text: string, origin: string | undefined) => {
    const integration = withTemplate(text)?.integration;
    const headers = integration && 'headers' in integration ? integration.headers : [];
    return headerValues(headers, (name) => (name === 'Origin' ? origin : undefined)).at(-1);
  };

  it.each([
    ['https://b.example', 'https://b.example'],
    ['https://c.example', 'https://c.example'],
    ['https://a.example', 'https://a.example'],
    ['https://evil.example', 'https://a.example'],
    [undefined, 'https://a.example'],
  ])('of several origins answers %s with %s, as the template that the CDK writes for it', (origin, answer) => {
    const text = template('$origin == "https://b.example" || $origin == "https://c.example"');
    expect(allowed(text, origin)).toEqual(['Access-Control-Allow-Origin', answer]);
  });

  it.each([
    ['of another form', '{"statusCode": 200}'],
    ['with another condition', template('$origin.matches("https://.*")')],
    ['with one condition too many', template('$origin == "https://b.example" || $input.body')],
  ])('with a template %s stops the start with a sentence', (_, text) => {
    expect(() => withTemplate(text)).toThrow('Method answers with a template that the local run cannot read');
  });
});

describe('a function', () => {
  it('has what Lambda gives one that says nothing: 3 seconds, 128 MB, no variables', () => {
    expect(read({}).functions).toEqual([
      {
        name: 'Hello',
        module: join(code, 'index.mjs'),
        handler: 'handler',
        timeout: 3,
        memory: 128,
        environment: {},
      },
    ]);
  });
});

describe('the start stops with a sentence that names the resource', () => {
  const lambda = { ...api.Hello?.Properties };
  const withIntegration = (Integration: object) => ({
    Method: { Type: 'AWS::ApiGateway::Method', Properties: { ...open, Integration } },
  });
  const gatewayResponse = (Properties: object) => ({
    NotFound: {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: { RestApiId, ResponseType: 'DEFAULT_4XX', ...Properties },
    },
  });

  it.each<[string, CloudFormationTemplate['Resources'], string]>([
    [
      'for a type it does not know',
      { Queue: { Type: 'AWS::SQS::Queue' } },
      'Queue is an AWS::SQS::Queue, which the local run cannot do',
    ],
    [
      'for a property it does not know',
      {
        Stage: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: { RestApiId, StageName: 'dev', CacheClusterEnabled: true },
        },
      },
      'Stage (AWS::ApiGateway::Stage) has what the local run cannot do: CacheClusterEnabled',
    ],
    [
      'for a property it does not know inside another',
      withIntegration({ ...proxy, TimeoutInMillis: 50 }),
      'Method (AWS::ApiGateway::Method) has what the local run cannot do: Integration.TimeoutInMillis',
    ],
    [
      'for an authorizer that is not Cognito',
      { Authorizer: { Type: 'AWS::ApiGateway::Authorizer', Properties: { RestApiId, Type: 'REQUEST' } } },
      'Authorizer (AWS::ApiGateway::Authorizer) has what the local run cannot do: Type',
    ],
    [
      'for a method guarded by IAM',
      {
        Method: { Type: 'AWS::ApiGateway::Method', Properties: { ...open, AuthorizationType: 'AWS_IAM' } },
      },
      'Method (AWS::ApiGateway::Method) has what the local run cannot do: AuthorizationType',
    ],
    [
      'for a method whose authorizer is missing',
      {
        Method: {
          Type: 'AWS::ApiGateway::Method',
          Properties: { ...open, AuthorizationType: 'COGNITO_USER_POOLS' },
        },
      },
      'Method has an authorizer that is not in the template',
    ],
    [
      'for an integration of another kind',
      withIntegration({ Type: 'HTTP_PROXY', Uri: 'https://example.com' }),
      'Method (AWS::ApiGateway::Method) has what the local run cannot do: Integration.Type',
    ],
    [
      'for a function of another stack',
      withIntegration({ ...proxy, Uri: 'arn:aws:lambda:eu-west-1:1:function:other/invocations' }),
      'Method has an integration that is not a function of this stack',
    ],
    [
      'for a function without code in the assembly',
      { Hello: { Type: 'AWS::Lambda::Function', Properties: { ...lambda, Code: { S3Key: 'gone.zip' } } } },
      'Hello has no code in the assembly',
    ],
    [
      'for a function whose module is missing',
      { Hello: { Type: 'AWS::Lambda::Function', Properties: { ...lambda, Handler: 'main.handler' } } },
      'Hello has no main.mjs: the local run serves ES modules only',
    ],
    [
      'for a function in Python',
      { Hello: { Type: 'AWS::Lambda::Function', Properties: { ...lambda, Runtime: 'python3.14' } } },
      'Hello (AWS::Lambda::Function) has what the local run cannot do: Runtime',
    ],
    [
      'for a header mapped from what it does not know',
      gatewayResponse({ ResponseParameters: { 'gatewayresponse.header.X-Id': 'context.requestId' } }),
      'NotFound maps the header X-Id from context.requestId, which the local run does not know',
    ],
    [
      'for a $context variable it does not know',
      gatewayResponse({ ResponseTemplates: { 'application/json': '{"ip":"$context.identity.sourceIp"}' } }),
      'NotFound prints $context.identity.sourceIp, which the local run does not know',
    ],
    [
      'for a gateway response in another format',
      gatewayResponse({ ResponseTemplates: { 'text/xml': '<no/>' } }),
      'NotFound (AWS::ApiGateway::GatewayResponse) has what the local run cannot do: ResponseTemplates.application/json',
    ],
    [
      'for a second stage',
      { Next: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, StageName: 'next' } } },
      'The local run serves a stack with one REST API and one stage',
    ],
    [
      'for a second API',
      { Next: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'next' } } },
      'The local run serves a stack with one REST API and one stage',
    ],
  ])('%s', (_, more, sentence) => {
    expect(() => read(more)).toThrow(expect.objectContaining({ name: 'Failure', message: sentence }));
  });

  it('for a stack without an API', () => {
    const assembly = { stackName: 'app', template: { Resources: {} }, assetFolders: new Map() };
    expect(() => readDeployment(assembly, 'eu-west-1')).toThrow(
      'The local run serves a stack with one REST API and one stage',
    );
  });
});

describe('the app itself, synthesized', () => {
  let template: CloudFormationTemplate;
  let deployment: Deployment;

  beforeAll(async () => {
    const assembly = await synthesize(join(folder, 'app'), { stage: 'dev' });
    template = assembly.template;
    deployment = readDeployment(assembly, 'eu-west-1');
  });

  const ofType = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type);

  it('is served with every method, function, pool and gateway response of its template', () => {
    expect(deployment.methods).toHaveLength(ofType('AWS::ApiGateway::Method').length);
    expect(deployment.functions).toHaveLength(ofType('AWS::Lambda::Function').length);
    expect(deployment.userPools).toHaveLength(ofType('AWS::Cognito::UserPool').length);
    expect(deployment.gatewayResponses.size).toBe(ofType('AWS::ApiGateway::GatewayResponse').length);
    expect(deployment.userPools.flatMap(({ clients }) => clients)).toHaveLength(
      ofType('AWS::Cognito::UserPoolClient').length,
    );
  });

  it('guards /secret with ID tokens of its own pool, and leaves /hello open', () => {
    const guard = (path: string) =>
      deployment.methods.find((method) => method.path === path && method.httpMethod === 'GET')?.guard;
    expect(guard('/secret')).toEqual({ userPoolIds: [deployment.userPools[0]?.id], scopes: [] });
    expect(guard('/hello')).toBeUndefined();
  });

  it('tells its functions the client of its pool', () => {
    for (const { environment } of deployment.functions) {
      expect(environment.USER_POOL_CLIENT_ID).toBe(deployment.userPools[0]?.clients[0]?.id);
    }
  });

  it('has bundles that export their handlers', () => {
    for (const { module, handler } of deployment.functions) {
      expect(readFileSync(module, 'utf8')).toMatch(new RegExp(`export\\s*{[^}]*\\b${handler}\\b`));
    }
  });

  it('publishes ids that fit together', () => {
    const { outputs, restApiId, stageName, userPools } = deployment;
    expect(outputs).toEqual({
      ApiUrl: `https://${restApiId}.execute-api.eu-west-1.amazonaws.com/${stageName}`,
      UserPoolId: userPools[0]?.id,
      UserPoolClientId: userPools[0]?.clients[0]?.id,
      Region: 'eu-west-1',
    });
  });
});
