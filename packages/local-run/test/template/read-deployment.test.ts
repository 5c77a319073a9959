// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import { join } from 'node:path';
import { headerValues } from '../../src/api-gateway/parameter-mapping';
import type { Assembly } from '../../src/synth/assembly';
import type { CloudFormationTemplate } from '../../src/template/intrinsics';
import { type Deployment, readDeployment } from '../../src/template/read-deployment';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

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
    expect(method(open)?.auth).toBeUndefined();
    expect(method(guarded)?.auth).toEqual({ userPoolIds: [userPools[0]?.id], scopes: [] });
  });

  it('with scopes is for access tokens that have one of them', () => {
    const scoped = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' } };
    const AuthorizationScopes = ['a/read', 'a/write'];
    expect(method({ ...open, ...scoped, AuthorizationScopes })?.auth).toMatchObject({ scopes: AuthorizationScopes });
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

describe('a method that takes signatures', () => {
  const signed = { ...open, AuthorizationType: 'AWS_IAM' };
  const issuer = 'cognito-identity.amazonaws.com';
  const trust = (aud: unknown) => ({
    Action: 'sts:AssumeRoleWithWebIdentity',
    Effect: 'Allow',
    Principal: { Federated: issuer },
    Condition: {
      StringEquals: { [`${issuer}:aud`]: aud },
      'ForAnyValue:StringLike': { [`${issuer}:amr`]: 'authenticated' },
    },
  });
  const allow = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: { 'Fn::Sub': '${Api}/dev/GET/' } };
  const role = (statement: object = allow, trusted: object = trust({ Ref: 'Identities' })) => ({
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trusted] },
    Policies: [{ PolicyName: 'Policy', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }],
  });
  const resources = (
    Properties: object = role(),
    Roles: object = { authenticated: { 'Fn::GetAtt': ['Members', 'Arn'] } },
  ): CloudFormationTemplate['Resources'] => ({
    Method: { Type: 'AWS::ApiGateway::Method', Properties: signed },
    Identities: { Type: 'AWS::Cognito::IdentityPool', Properties: { AllowUnauthenticatedIdentities: false } },
    Roles: {
      Type: 'AWS::Cognito::IdentityPoolRoleAttachment',
      Properties: { IdentityPoolId: { Ref: 'Identities' }, Roles },
    },
    Members: { Type: 'AWS::IAM::Role', Properties },
  });

  it('is for those whom the role of the identity pool lets call it', () => {
    const { methods, identityPools, permissions, restApiId } = read(resources());
    const roleArn = 'arn:aws:iam::000000000000:role/Members';
    expect(methods[0]?.auth).toEqual({ iam: true });
    expect(identityPools).toMatchObject([{ logicalId: 'Identities', authenticatedRoleArn: roleArn }]);
    expect(identityPools[0]?.id).toMatch(/^eu-west-1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect([...permissions]).toEqual([
      [roleArn, [{ actions: ['execute-api:Invoke'], resources: [`${restApiId}/dev/GET/`] }]],
    ]);
  });

  it('is for nobody where the identity pool gives out no role', () => {
    const { Roles: _, Members: __, ...rest } = resources();
    const { identityPools, permissions } = read(rest);
    expect([identityPools[0]?.authenticatedRoleArn, permissions.size]).toEqual([undefined, 0]);
  });

  it('does not ask what other roles are allowed', () => {
    const other = { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/X'] } };
    const policy = { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Other' }] } };
    expect(() => read({ ...resources(), Other: other, Policy: policy })).not.toThrow();
  });

  const denial = { ...allow, Effect: 'Deny' };
  const condition = { ...allow, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
  const anyPool = { ...trust('x'), Condition: { 'ForAnyValue:StringLike': { [`${issuer}:amr`]: 'authenticated' } } };
  const guests = {
    ...trust({ Ref: 'Identities' }),
    Condition: {
      StringEquals: { [`${issuer}:aud`]: { Ref: 'Identities' } },
      'ForAnyValue:StringLike': { [`${issuer}:amr`]: 'unauthenticated' },
    },
  };

  it.each<[string, CloudFormationTemplate['Resources'], RegExp]>([
    ['denies something', resources(role(denial)), /^Members \(AWS::IAM::Role\) .*Effect$/],
    ['allows something on a condition', resources(role(condition)), /^Members .*Condition$/],
    ['may be had by members of any pool', resources(role(allow, anyPool)), /^Members .*StringEquals$/],
    ['may be had by guests', resources(role(allow, guests)), /^Members .*amr$/],
    ['trusts another pool', resources(role(allow, trust('eu-west-1:x'))), /^Members trusts another identity pool/],
    ['has a managed policy', resources({ ...role(), ManagedPolicyArns: [] }), /^Members .*ManagedPolicyArns$/],
    [
      'is one of several',
      resources(role(), { authenticated: { 'Fn::GetAtt': ['Members', 'Arn'] }, unauthenticated: 'arn' }),
      /^Roles .*unauthenticated$/,
    ],
    ['is not in the template', resources(role(), { authenticated: 'arn:aws:iam::1:role/x' }), /^Roles attaches a role/],
    [
      'is given more by a policy',
      { ...resources(), More: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Members' }] } } },
      /^More adds to Members/,
    ],
    [
      'is given more by a managed policy',
      {
        ...resources(),
        More: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: [{ 'Fn::Sub': '${Members}' }] } },
      },
      /^More adds to Members/,
    ],
  ])('stops the start where the role %s', (_, template, complaint) => {
    expect(() => read(template)).toThrow(complaint);
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

describe('the limit of a method', () => {
  const all = { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 };
  const limits = (...MethodSettings: object[]) => {
    const { methods } = read({
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, StageName: 'dev', MethodSettings } },
      Root: { Type: 'AWS::ApiGateway::Method', Properties: open },
      Get: { Type: 'AWS::ApiGateway::Method', Properties: { ...open, ResourceId: { Ref: 'User' } } },
      Put: {
        Type: 'AWS::ApiGateway::Method',
        Properties: { ...open, ResourceId: { Ref: 'User' }, HttpMethod: 'PUT' },
      },
    });
    return methods.map(({ httpMethod, path, throttle }) => [`${httpMethod} ${path}`, throttle?.rate, throttle?.burst]);
  };

  it('is none where the stage has no settings', () => {
    expect(limits()).toEqual([
      ['GET /', undefined, undefined],
      ['GET /users/{id}', undefined, undefined],
      ['PUT /users/{id}', undefined, undefined],
    ]);
  });

  it('is its own before the one for all, whichever stands first', () => {
    const own = {
      HttpMethod: 'PUT',
      ResourcePath: '/~1users~1{id}',
      ThrottlingRateLimit: 2.5,
      ThrottlingBurstLimit: 4,
    };
    const rows = [
      ['GET /', 50, 100],
      ['GET /users/{id}', 50, 100],
      ['PUT /users/{id}', 2.5, 4],
    ];
    expect(limits(all, own)).toEqual(rows);
    expect(limits(own, all)).toEqual(rows);
  });

  it('can be that of the root, which is written without ~1', () => {
    const root = { HttpMethod: 'GET', ResourcePath: '/', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 0 };
    expect(limits(root)[0]).toEqual(['GET /', 1, 0]);
  });

  it("is the account's own for what a setting does not say, whatever it says of logs and metrics", () => {
    const silent = { HttpMethod: '*', ResourcePath: '/*', CachingEnabled: false, DataTraceEnabled: true };
    expect(limits({ ...silent, LoggingLevel: 'INFO', MetricsEnabled: true })[0]).toEqual(['GET /', 10_000, 5_000]);
  });
});

describe('what only AWS can do anything with', () => {
  it('stops nothing, and nobody asks what it refers to', () => {
    const idle = (Type: string, Properties: object = {}) => ({ Type, Properties });
    const more = {
      Stage: idle('AWS::ApiGateway::Stage', {
        RestApiId,
        StageName: 'dev',
        AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['Log', 'Arn'] }, Format: '$context.requestId' },
        TracingEnabled: true,
      }),
      Hello: idle('AWS::Lambda::Function', { ...api.Hello?.Properties, TracingConfig: { Mode: 'Active' } }),
      Validator: idle('AWS::ApiGateway::RequestValidator', { RestApiId, ValidateRequestParameters: true }),
      Log: idle('AWS::Logs::LogGroup'),
      Failures: idle('AWS::Logs::MetricFilter', { LogGroupName: { Ref: 'Log' } }),
      Alarm: idle('AWS::CloudWatch::Alarm', { AlarmActions: [{ 'Fn::GetAtt': ['Topic', 'NeverHeardOf'] }] }),
      Dashboard: idle('AWS::CloudWatch::Dashboard', { DashboardBody: { 'Fn::ToJsonString': {} } }),
      Topic: { ...idle('AWS::SNS::Topic'), Condition: 'IsProd' },
      Policy: idle('AWS::SNS::TopicPolicy'),
      Subscription: idle('AWS::SNS::Subscription'),
      Firewall: idle('AWS::WAFv2::WebACL'),
      Association: idle('AWS::WAFv2::WebACLAssociation', { WebACLArn: { 'Fn::GetAtt': ['Firewall', 'Arn'] } }),
    };
    expect({ ...read(more), methods: [] }).toEqual({ ...read({}), methods: [] });
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

  it('is a CommonJS module where there is one, as in Lambda', () => {
    writeFiles(code, { 'both.mjs': '', 'both.js': '' });
    const Hello = { Type: 'AWS::Lambda::Function', Properties: { ...api.Hello?.Properties, Handler: 'both.handler' } };
    expect(read({ Hello }).functions[0]?.module).toBe(join(code, 'both.js'));
  });
});

describe('the start stops with a sentence that names the resource', () => {
  const lambda = { ...api.Hello?.Properties };
  const withIntegration = (Integration: object) => ({
    Method: { Type: 'AWS::ApiGateway::Method', Properties: { ...open, Integration } },
  });
  const withSettings = (setting: object) => ({
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId, StageName: 'dev', MethodSettings: [setting] },
    },
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
      'for settings of a method that is not there',
      withSettings({ HttpMethod: 'POST', ResourcePath: '/~1users', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 }),
      'Stage has settings for POST /users, which is not in the template',
    ],
    [
      'for settings of all methods of a path, which API Gateway does not know',
      withSettings({ HttpMethod: '*', ResourcePath: '/~1users' }),
      'Stage has settings for * /users, which is not in the template',
    ],
    [
      'for a path in settings with its slashes as they are',
      withSettings({ HttpMethod: 'GET', ResourcePath: '/users/{id}' }),
      'Stage has settings for GET users/{id}, which is not in the template',
    ],
    [
      'for a cache',
      withSettings({ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }),
      'Stage (AWS::ApiGateway::Stage) has what the local run cannot do: MethodSettings.0.CachingEnabled',
    ],
    [
      'for what belongs to a cache',
      withSettings({ HttpMethod: '*', ResourcePath: '/*', CacheTtlInSeconds: 60 }),
      'Stage (AWS::ApiGateway::Stage) has what the local run cannot do: MethodSettings.0.CacheTtlInSeconds',
    ],
    [
      'for a limit below nothing',
      withSettings({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: -1 }),
      'Stage (AWS::ApiGateway::Stage) has what the local run cannot do: MethodSettings.0.ThrottlingRateLimit',
    ],
    [
      'for a method that asks for parameters',
      {
        Method: {
          Type: 'AWS::ApiGateway::Method',
          Properties: { ...open, RequestParameters: { 'method.request.querystring.page': true } },
        },
      },
      'Method (AWS::ApiGateway::Method) has what the local run cannot do: RequestParameters',
    ],
    [
      'for an authorizer that is not Cognito',
      { Authorizer: { Type: 'AWS::ApiGateway::Authorizer', Properties: { RestApiId, Type: 'REQUEST' } } },
      'Authorizer (AWS::ApiGateway::Authorizer) has what the local run cannot do: Type',
    ],
    [
      'for a method guarded by a function',
      {
        Method: { Type: 'AWS::ApiGateway::Method', Properties: { ...open, AuthorizationType: 'CUSTOM' } },
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
      'Hello has neither main.js nor main.mjs in the assembly',
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
    expect(() => read(more)).toThrow(expect.objectContaining({ name: 'UserError', message: sentence }));
  });

  it('for a stack without an API', () => {
    const assembly = { stackName: 'app', template: { Resources: {} }, assetFolders: new Map() };
    expect(() => readDeployment(assembly, 'eu-west-1')).toThrow(
      'The local run serves a stack with one REST API and one stage',
    );
  });
});
