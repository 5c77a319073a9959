// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import { join } from 'node:path';
import type { Deployment } from '../../src/template/deployment';
import type { CloudFormationTemplate } from '../../src/template/intrinsics';
import { headerValues } from '../../src/template/parameter-mapping';
import { readDeployment } from '../../src/template/read-deployment';
import { assemblyOf } from '../support/assembly';
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

/** Reads the base template with additional or replaced resources. */
function read(more: CloudFormationTemplate['Resources']): Deployment {
  const assembly = assemblyOf([{ template: { Resources: { ...api, ...more } } }], { 'hello.zip': code });
  return readDeployment(assembly, 'eu-west-1');
}

/** A method that calls the function Hello, which is served only then. */
const hello = { Method: { Type: 'AWS::ApiGateway::Method', Properties: open } };

/** Reads a template with one method. */
function method(Properties: object, more: CloudFormationTemplate['Resources'] = {}) {
  return read({ Method: { Type: 'AWS::ApiGateway::Method', Properties }, ...more }).methods[0];
}

describe('a method', () => {
  it('joins the path parts of its resources', () => {
    expect(method(open)?.path).toBe('/');
    expect(method({ ...open, ResourceId: { Ref: 'User' } })?.path).toBe('/users/{id}');
  });

  it('requires an ID token of the user pools of its authorizer, and nothing without an authorizer', () => {
    const guarded = { ...open, AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' } };
    const { userPools } = read({});
    expect(method(open)?.auth).toBeUndefined();
    expect(method(guarded)?.auth).toEqual({ userPoolIds: [userPools[0]?.id], scopes: [] });
  });

  it('requires an access token with one of its scopes when it has scopes', () => {
    const scoped = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' } };
    const AuthorizationScopes = ['a/read', 'a/write'];
    expect(method({ ...open, ...scoped, AuthorizationScopes })?.auth).toMatchObject({ scopes: AuthorizationScopes });
  });

  it('has a body model only when its validator validates the body', () => {
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

  it('has the status and headers of a MOCK integration', () => {
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

describe('a method with AWS_IAM authorization', () => {
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

  it('requires a signature, with the permissions of the role of the identity pool', () => {
    const { methods, identityPools, permissions, restApiId } = read(resources());
    const roleArn = 'arn:aws:iam::000000000000:role/Members';
    expect(methods[0]?.auth).toEqual({ iam: true });
    expect(identityPools).toMatchObject([{ logicalId: 'Identities', authenticatedRoleArn: roleArn }]);
    expect(identityPools[0]?.id).toMatch(/^eu-west-1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect([...permissions]).toEqual([
      [roleArn, [{ actions: ['execute-api:Invoke'], resources: [`${restApiId}/dev/GET/`] }]],
    ]);
  });

  it('is allowed to no identity when the identity pool has no role', () => {
    const { Roles: _, Members: __, ...rest } = resources();
    const { identityPools, permissions } = read(rest);
    expect([identityPools[0]?.authenticatedRoleArn, permissions.size]).toEqual([undefined, 0]);
  });

  it('ignores roles that no identity pool hands out', () => {
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
    ['has a statement that denies', resources(role(denial)), /^Members \(AWS::IAM::Role\) .*Effect$/],
    ['has a statement with a condition', resources(role(condition)), /^Members .*Condition$/],
    ['trusts every identity pool', resources(role(allow, anyPool)), /^Members .*StringEquals$/],
    ['trusts unauthenticated identities', resources(role(allow, guests)), /^Members .*amr$/],
    [
      'trusts another identity pool only',
      resources(role(allow, trust('eu-west-1:x'))),
      /^Members does not trust the identity pool that it is attached to$/,
    ],
    ['has a managed policy', resources({ ...role(), ManagedPolicyArns: [] }), /^Members .*ManagedPolicyArns$/],
    [
      'is attached along with a role for unauthenticated identities',
      resources(role(), { authenticated: { 'Fn::GetAtt': ['Members', 'Arn'] }, unauthenticated: 'arn' }),
      /^Roles .*unauthenticated$/,
    ],
    ['is not in the template', resources(role(), { authenticated: 'arn:aws:iam::1:role/x' }), /^Roles attaches a role/],
    [
      'gets more permissions from a policy',
      { ...resources(), More: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Members' }] } } },
      /^More adds permissions to the role Members/,
    ],
    [
      'gets more permissions from a managed policy',
      {
        ...resources(),
        More: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: [{ 'Fn::Sub': '${Members}' }] } },
      },
      /^More adds permissions to the role Members/,
    ],
  ])('is rejected when the role %s', (_, template, message) => {
    expect(() => read(template)).toThrow(message);
  });
});

describe('a preflight of several origins', () => {
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
  ])('answers %s with %s, given the template that the CDK writes', (origin, answer) => {
    const text = template('$origin == "https://b.example" || $origin == "https://c.example"');
    expect(allowed(text, origin)).toEqual(['Access-Control-Allow-Origin', answer]);
  });

  it.each([
    ['not the one of the CDK', '{"statusCode": 200}'],
    ['the one of the CDK with another condition', template('$origin.matches("https://.*")')],
    ['the one of the CDK with one more condition', template('$origin == "https://b.example" || $input.body')],
  ])('is rejected when its template is %s', (_, text) => {
    expect(() => withTemplate(text)).toThrow('Method has a response template that the local run does not support');
  });
});

describe('the rate limit of a method', () => {
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

  it('is undefined when the stage has no method settings', () => {
    expect(limits()).toEqual([
      ['GET /', undefined, undefined],
      ['GET /users/{id}', undefined, undefined],
      ['PUT /users/{id}', undefined, undefined],
    ]);
  });

  it('is that of its own setting rather than of the setting for all, in any order', () => {
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

  it('applies to the root, whose path is written without ~1', () => {
    const root = { HttpMethod: 'GET', ResourcePath: '/', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 0 };
    expect(limits(root)[0]).toEqual(['GET /', 1, 0]);
  });

  it('is that of the account when its setting has none', () => {
    const unlimited = { HttpMethod: '*', ResourcePath: '/*', CachingEnabled: false, DataTraceEnabled: true };
    expect(limits({ ...unlimited, LoggingLevel: 'INFO', MetricsEnabled: true })[0]).toEqual(['GET /', 10_000, 5_000]);
  });
});

describe('resources without an effect locally', () => {
  it('are ignored, references to unknown attributes included', () => {
    const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });
    const more = {
      Stage: resource('AWS::ApiGateway::Stage', {
        RestApiId,
        StageName: 'dev',
        AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['Log', 'Arn'] }, Format: '$context.requestId' },
        TracingEnabled: true,
      }),
      Hello: resource('AWS::Lambda::Function', { ...api.Hello?.Properties, TracingConfig: { Mode: 'Active' } }),
      Validator: resource('AWS::ApiGateway::RequestValidator', { RestApiId, ValidateRequestParameters: true }),
      Log: resource('AWS::Logs::LogGroup'),
      Failures: resource('AWS::Logs::MetricFilter', { LogGroupName: { Ref: 'Log' } }),
      Alarm: resource('AWS::CloudWatch::Alarm', { AlarmActions: [{ 'Fn::GetAtt': ['Topic', 'UnknownAttribute'] }] }),
      Dashboard: resource('AWS::CloudWatch::Dashboard', { DashboardBody: { 'Fn::ToJsonString': {} } }),
      Topic: { ...resource('AWS::SNS::Topic'), Condition: 'IsProd' },
      Policy: resource('AWS::SNS::TopicPolicy'),
      Subscription: resource('AWS::SNS::Subscription'),
      WebAcl: resource('AWS::WAFv2::WebACL'),
      Association: resource('AWS::WAFv2::WebACLAssociation', { WebACLArn: { 'Fn::GetAtt': ['WebAcl', 'Arn'] } }),
    };
    const methods = [expect.anything()];
    expect({ ...read({ ...hello, ...more }), methods }).toEqual({ ...read(hello), methods });
  });
});

describe('a function', () => {
  it('may have properties without an effect, whose values need not be known', () => {
    const ignored = { Role: { 'Fn::GetAtt': ['Missing', 'Arn'] }, VpcConfig: { 'Fn::ImportValue': 'shared:Vpc' } };
    const Properties = { ...api.Hello?.Properties, ...ignored, Tags: [{ Key: 'a', Value: 'b' }] };
    const Hello = { Type: 'AWS::Lambda::Function', Properties };
    expect(read({ ...hello, Hello }).functions).toEqual(read(hello).functions);
  });

  it('has the defaults of Lambda: 3 seconds, 128 MB, no environment variables', () => {
    expect(read(hello).functions).toEqual([
      {
        name: 'Hello',
        arn: 'arn:aws:lambda:eu-west-1:000000000000:function:Hello',
        module: join(code, 'index.mjs'),
        handler: 'handler',
        timeout: 3,
        memory: 128,
        environment: {},
      },
    ]);
  });

  it('prefers a CommonJS module to an ES module of the same name, as Lambda does', () => {
    writeFiles(code, { 'both.mjs': '', 'both.js': '' });
    const Hello = { Type: 'AWS::Lambda::Function', Properties: { ...api.Hello?.Properties, Handler: 'both.handler' } };
    expect(read({ ...hello, Hello }).functions[0]?.module).toBe(join(code, 'both.js'));
  });
});

describe('a template is rejected with the name of the resource', () => {
  const withFunction = (changes: object) => ({
    ...hello,
    Hello: { Type: 'AWS::Lambda::Function', Properties: { ...api.Hello?.Properties, ...changes } },
  });
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
      'for an unsupported property',
      {
        Stage: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: { RestApiId, StageName: 'dev', CacheClusterEnabled: true },
        },
      },
      'Stage (AWS::ApiGateway::Stage) has a property or value that the local run does not support: CacheClusterEnabled',
    ],
    [
      'for an unsupported nested property',
      withIntegration({ ...proxy, TimeoutInMillis: 50 }),
      'Method (AWS::ApiGateway::Method) has a property or value that the local run does not support: Integration.TimeoutInMillis',
    ],
    [
      'for settings of a method that does not exist',
      withSettings({ HttpMethod: 'POST', ResourcePath: '/~1users', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 }),
      'Stage has settings for POST /users, which is not in the template',
    ],
    [
      'for settings of all methods of one path, which API Gateway does not support',
      withSettings({ HttpMethod: '*', ResourcePath: '/~1users' }),
      'Stage has settings for * /users, which is not in the template',
    ],
    [
      'for a path in settings with unencoded slashes',
      withSettings({ HttpMethod: 'GET', ResourcePath: '/users/{id}' }),
      'Stage has settings for GET users/{id}, which is not in the template',
    ],
    [
      'for a cache',
      withSettings({ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }),
      'Stage (AWS::ApiGateway::Stage) has a property or value that the local run does not support: MethodSettings.0.CachingEnabled',
    ],
    [
      'for a cache setting',
      withSettings({ HttpMethod: '*', ResourcePath: '/*', CacheTtlInSeconds: 60 }),
      'Stage (AWS::ApiGateway::Stage) has a property or value that the local run does not support: MethodSettings.0.CacheTtlInSeconds',
    ],
    [
      'for a negative rate limit',
      withSettings({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: -1 }),
      'Stage (AWS::ApiGateway::Stage) has a property or value that the local run does not support: MethodSettings.0.ThrottlingRateLimit',
    ],
    [
      'for a method with request parameters',
      {
        Method: {
          Type: 'AWS::ApiGateway::Method',
          Properties: { ...open, RequestParameters: { 'method.request.querystring.page': true } },
        },
      },
      'Method (AWS::ApiGateway::Method) has a property or value that the local run does not support: RequestParameters',
    ],
    [
      'for an authorizer of another type than Cognito',
      { Authorizer: { Type: 'AWS::ApiGateway::Authorizer', Properties: { RestApiId, Type: 'REQUEST' } } },
      'Authorizer (AWS::ApiGateway::Authorizer) has a property or value that the local run does not support: Type',
    ],
    [
      'for a method with a Lambda authorizer',
      {
        Method: { Type: 'AWS::ApiGateway::Method', Properties: { ...open, AuthorizationType: 'CUSTOM' } },
      },
      'Method (AWS::ApiGateway::Method) has a property or value that the local run does not support: AuthorizationType',
    ],
    [
      'for a method whose authorizer is not in the template',
      {
        Method: {
          Type: 'AWS::ApiGateway::Method',
          Properties: { ...open, AuthorizationType: 'COGNITO_USER_POOLS' },
        },
      },
      'Method has an authorizer that is not in the template',
    ],
    [
      'for an integration of another type',
      withIntegration({ Type: 'HTTP_PROXY', Uri: 'https://example.com' }),
      'Method (AWS::ApiGateway::Method) has a property or value that the local run does not support: Integration.Type',
    ],
    [
      'for a function of another app',
      withIntegration({ ...proxy, Uri: 'arn:aws:lambda:eu-west-1:1:function:other/invocations' }),
      'Method has an integration that is not a function of this app',
    ],
    [
      'for a function without an asset in the assembly',
      withFunction({ Code: { S3Key: 'gone.zip' } }),
      'Hello has no code in the assembly',
    ],
    [
      'for a function whose module is not in its asset',
      withFunction({ Handler: 'main.handler' }),
      'Hello has neither main.js nor main.mjs in the assembly',
    ],
    [
      'for a function in Python',
      withFunction({ Runtime: 'python3.14' }),
      'Hello has the runtime python3.14. The local run supports methods and triggers of functions in Node.js whose code is an asset of the CDK.',
    ],
    [
      'for a function with inline code',
      withFunction({ Code: { ZipFile: 'exports.handler = () => ({})' } }),
      'Hello has inline code. The local run supports methods and triggers of functions in Node.js whose code is an asset of the CDK.',
    ],
    [
      'for a function in a container image',
      withFunction({ Code: { ImageUri: 'image' }, PackageType: 'Image', Runtime: undefined }),
      'Hello is a container image. The local run supports methods and triggers of functions in Node.js whose code is an asset of the CDK.',
    ],
    [
      'for a function with layers',
      withFunction({ Layers: ['arn'] }),
      'Hello (AWS::Lambda::Function) has a property or value that the local run does not support: Layers',
    ],
    [
      'for a method of an API that is not in the app',
      { Method: { Type: 'AWS::ApiGateway::Method', Properties: { ...open, RestApiId: 'abcdefghij' } } },
      'Method belongs to a REST API that is not in this app',
    ],
    [
      'for an unsupported header mapping',
      gatewayResponse({ ResponseParameters: { 'gatewayresponse.header.X-Id': 'context.requestId' } }),
      'NotFound maps the header X-Id from context.requestId, which the local run does not support',
    ],
    [
      'for an unsupported $context variable',
      gatewayResponse({ ResponseTemplates: { 'application/json': '{"ip":"$context.identity.sourceIp"}' } }),
      'NotFound uses $context.identity.sourceIp, which the local run does not support',
    ],
    [
      'for a gateway response of another media type',
      gatewayResponse({ ResponseTemplates: { 'text/xml': '<no/>' } }),
      'NotFound (AWS::ApiGateway::GatewayResponse) has a property or value that the local run does not support: ResponseTemplates.application/json',
    ],
    [
      'for a second stage',
      { Next: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, StageName: 'next' } } },
      'The local run serves a REST API with one stage, but this app has 2: Stage, Next',
    ],
    [
      'for a second API',
      { Next: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'next' } } },
      'The local run serves one REST API, but this app has 2: Api (stack app), Next (stack app). If context selects the stacks of the app, use -c to select those of one API.',
    ],
  ])('%s', (_, more, sentence) => {
    expect(() => read(more)).toThrow(expect.objectContaining({ name: 'UserError', message: sentence }));
  });

  it('for a stack without an API', () => {
    const assembly = assemblyOf([{ template: { Resources: {} } }]);
    expect(() => readDeployment(assembly, 'eu-west-1')).toThrow(
      'The local run serves one REST API (AWS::ApiGateway::RestApi), but this app has none',
    );
  });
});

describe('a stack with an account and a region of its own', () => {
  it('has ids and ARNs of that account and region', () => {
    const template = { Resources: api, Outputs: { PoolArn: { Value: { 'Fn::GetAtt': ['Pool', 'Arn'] } } } };
    const assembly = assemblyOf([{ account: '111111111111', region: 'eu-central-1', template }]);
    const { account, region, userPools, outputs } = readDeployment(assembly, 'eu-west-1');
    expect([account, region]).toEqual(['111111111111', 'eu-central-1']);
    expect(userPools[0]?.id).toMatch(/^eu-central-1_\w{9}$/);
    expect(outputs.PoolArn).toBe(`arn:aws:cognito-idp:eu-central-1:111111111111:userpool/${userPools[0]?.id}`);
  });
});
