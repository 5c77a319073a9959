// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import { join } from 'node:path';
import type { CloudFormationTemplate } from '../../src/template/intrinsics';
import { readDeployment } from '../../src/template/read-deployment';
import { assemblyOf } from '../support/assembly';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

type Resources = CloudFormationTemplate['Resources'];

const code = writeFiles(join(temporaryFolder(), 'code'), { 'index.js': '' });
const RestApiId = { Ref: 'Api' };
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
const lambda = (Variables: object = {}, changes: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Key: 'code.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Environment: { Variables },
    ...changes,
  },
});
const method = (arn: unknown, changes: object = {}) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId,
    ResourceId: root,
    HttpMethod: 'GET',
    AuthorizationType: 'NONE',
    Integration: {
      Type: 'AWS_PROXY',
      IntegrationHttpMethod: 'POST',
      Uri: { 'Fn::Join': ['', ['arn:aws:apigateway:eu-west-1:lambda:path/functions/', arn, '/invocations']] },
    },
    ...changes,
  },
});
const hello = { 'Fn::GetAtt': ['Hello', 'Arn'] };
const api: Resources = {
  Api: { Type: 'AWS::ApiGateway::RestApi' },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, StageName: 'dev' } },
};

/** Exports of a stack, by name of the output. */
const exporting = (values: Readonly<Record<string, unknown>>, stack: string) =>
  Object.fromEntries(
    Object.entries(values).map(([name, Value]) => [name, { Value, Export: { Name: `${stack}:${name}` } }]),
  );
const imported = (name: string) => ({ 'Fn::ImportValue': name });

/** Reads the stacks app, app-1, app-2. Each asset is the same code. */
const read = (...stacks: Parameters<typeof assemblyOf>[0]) =>
  readDeployment(assemblyOf(stacks, { 'code.zip': code }), 'eu-west-1');

describe('an app with several stacks', () => {
  const feature: CloudFormationTemplate = {
    Resources: { Hello: lambda({ POOL: imported('app:Pool') }) },
    Outputs: exporting({ ExportsOutputArn: hello }, 'app-1'),
  };
  const main: CloudFormationTemplate = {
    Resources: {
      ...api,
      Pool: { Type: 'AWS::Cognito::UserPool' },
      Hello: lambda({ STACK: { Ref: 'AWS::StackName' } }),
      Get: method(hello),
      Post: method(imported('app-1:ExportsOutputArn'), { HttpMethod: 'POST' }),
    },
    Outputs: exporting({ Pool: { Ref: 'Pool' } }, 'app'),
  };

  it('serves functions of another stack behind its methods, with values that the stacks import from each other', () => {
    const { methods, functions, userPools } = read({ template: main }, { template: feature });
    expect(methods.map(({ httpMethod, integration }) => [httpMethod, integration])).toEqual([
      ['GET', { functionName: 'Hello' }],
      ['POST', { functionName: 'app-1-Hello' }],
    ]);
    expect(functions.map(({ name, environment }) => [name, environment])).toEqual([
      ['Hello', { STACK: 'app' }],
      ['app-1-Hello', { POOL: userPools[0]?.id }],
    ]);
  });

  it('has the same ids whether the stack of the API comes first or last', () => {
    const named = { stackName: 'app', template: main };
    const other = { stackName: 'app-1', template: feature };
    expect(read(other, named)).toEqual(read(named, other));
  });

  it('serves methods that another stack adds to the API, with an authorizer of that stack', () => {
    const id = imported('app:Id');
    const features: CloudFormationTemplate = {
      Resources: {
        Hello: lambda(),
        Authorizer: {
          Type: 'AWS::ApiGateway::Authorizer',
          Properties: {
            RestApiId: id,
            Type: 'COGNITO_USER_POOLS',
            IdentitySource: 'method.request.header.Authorization',
            ProviderARNs: [imported('app:PoolArn')],
          },
        },
        Notes: {
          Type: 'AWS::ApiGateway::Resource',
          Properties: { RestApiId: id, ParentId: imported('app:Root'), PathPart: 'notes' },
        },
        Get: method(hello, {
          RestApiId: id,
          ResourceId: { Ref: 'Notes' },
          AuthorizationType: 'COGNITO_USER_POOLS',
          AuthorizerId: { Ref: 'Authorizer' },
        }),
        Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: id } },
      },
    };
    const exports = { Id: RestApiId, Root: root, PoolArn: { 'Fn::GetAtt': ['Pool', 'Arn'] } };
    const { methods, userPools } = read(
      {
        template: {
          ...main,
          Resources: { ...main.Resources, Post: method(hello, { HttpMethod: 'POST' }) },
          Outputs: exporting(exports, 'app'),
        },
      },
      { template: features },
    );
    expect(methods.at(-1)).toMatchObject({
      httpMethod: 'GET',
      path: '/notes',
      auth: { userPoolIds: [userPools[0]?.id] },
      integration: { functionName: 'app-1-Hello' },
    });
  });

  it('has a warning when AWS deploys the API before a stack that adds methods to it', () => {
    const id = imported('app:Id');
    const adding = {
      Resources: { Hello: lambda(), Get: method(hello, { RestApiId: id, ResourceId: imported('app:Root') }) },
    };
    const Outputs = exporting({ Id: RestApiId, Root: root }, 'app');
    const { Stage: _, ...undeployed } = api;
    const stage = { Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: id, StageName: 'dev' } } };
    const late = { template: adding, dependencies: ['app'] };
    expect(read({ template: { Resources: api, Outputs } }, late).warnings).toEqual([
      'In AWS, the methods of the stack app-1 answer 403 until the API is deployed again, because the stack app deploys the API ' +
        'before it. Create the API with deploy: false, and its Deployment and Stage in a stack that depends on app-1.',
    ]);
    const release = { stackName: 'release', template: { Resources: stage }, dependencies: ['between'] };
    const tooEarly = { ...release, dependencies: ['app'] };
    expect(read({ template: { Resources: undeployed, Outputs } }, late, tooEarly).warnings).toEqual([
      expect.stringContaining('the stack release deploys the API before it'),
    ]);
    const between = { stackName: 'between', template: { Resources: {} }, dependencies: ['app-1'] };
    expect(read({ template: { Resources: undeployed, Outputs } }, late, release, between).warnings).toEqual([]);
  });

  it('resolves weak references, which read the output of a stack', () => {
    const output = (StackName: string, Region: unknown = { Ref: 'AWS::Region' }) => ({
      'Fn::GetStackOutput': { StackName, OutputName: 'PublishOutputArn', Region },
    });
    const template = (value: unknown) => ({ Resources: { ...api, Get: method(value) } });
    const other = { template: { Resources: { Hello: lambda() }, Outputs: { PublishOutputArn: { Value: hello } } } };
    expect(read({ template: template(output('app-1')) }, other).functions).toMatchObject([{ name: 'app-1-Hello' }]);
    expect(() => read({ template: template(output('app-1', 'us-east-1')) }, other)).toThrow(
      /^Get\.Integration\.Uri\S* needs the output PublishOutputArn of the stack app-1 in us-east-1, which is not an output of this app /,
    );
    expect(() => read({ template: template(output('shop')) }, other)).toThrow('of the stack shop in eu-west-1');
  });

  it('throws a UserError when no stack exports an imported value', () => {
    expect(() => read({ template: main })).toThrow(
      expect.objectContaining({
        name: 'UserError',
        message:
          'Post.Integration.Uri.1.1 imports app-1:ExportsOutputArn, which no stack of this app exports in the account and region ' +
          'of the API. Create it in this app, or pass its value to the app as context.',
      }),
    );
  });

  it('does not read stacks in another region or account, and lists them', () => {
    const other = { template: { Resources: { Pool: { Type: 'AWS::Cognito::UserPool' } } } };
    const elsewhere = [
      { ...other, region: 'us-east-1' },
      { ...other, account: '222222222222', region: 'eu-west-1' },
    ];
    const template = { Resources: { ...api, Hello: lambda(), Get: method(hello) } };
    const { userPools, notServed } = read({ account: '111111111111', region: 'eu-west-1', template }, ...elsewhere);
    expect(userPools).toEqual([]);
    expect(notServed).toEqual([
      { type: 'AWS::CloudFormation::Stack', logicalId: 'app-1', note: 'in us-east-1' },
      { type: 'AWS::CloudFormation::Stack', logicalId: 'app-2', note: 'in 222222222222, eu-west-1' },
    ]);
  });

  it('takes a stack without a region of its own to be in the region of the API', () => {
    const other = { template: { Resources: { Pool: { Type: 'AWS::Cognito::UserPool' } } } };
    const { region, userPools } = read({ region: 'eu-north-1', template: { Resources: api } }, other);
    expect([region, userPools[0]?.id]).toEqual(['eu-north-1', expect.stringMatching(/^eu-north-1_/)]);
  });

  it('throws a UserError when two stacks have a REST API', () => {
    const prod = { stackName: 'prod', region: 'us-east-1', template: { Resources: api } };
    expect(() => read({ template: { Resources: api } }, prod)).toThrow(
      'The local run serves one REST API, but this app has 2: Api (stack app), Api (stack prod). ',
    );
  });
});

describe('a nested stack', () => {
  const url = { 'Fn::Sub': 'https://s3.${AWS::Region}.amazonaws.com/assets/nested.json' };
  const withNested = (nested: CloudFormationTemplate, Resources: Resources, Parameters: object = {}) => {
    const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url, Parameters } };
    const assembly = assemblyOf([{ template: { Resources: { ...Resources, Nested } } }], { 'code.zip': code });
    return readDeployment({ ...assembly, nestedTemplates: new Map([['nested.json', nested]]) }, 'eu-west-1');
  };
  const output = (name: string) => ({ 'Fn::GetAtt': ['Nested', `Outputs.${name}`] });
  const nested: CloudFormationTemplate = {
    Parameters: { Id: { Type: 'String' } },
    Resources: { Hello: lambda({ API: { Ref: 'Id' } }), Queue: { Type: 'AWS::SQS::Queue' } },
    Outputs: { Arn: { Value: hello } },
  };

  it('is served, with the parameters that its parent passes and the outputs that its parent reads', () => {
    const { functions, notServed, restApiId } = withNested(
      nested,
      { ...api, Get: method(output('Arn')) },
      { Id: RestApiId },
    );
    expect(functions).toMatchObject([{ name: 'Nested-Hello', environment: { API: restApiId } }]);
    expect(notServed).toEqual([{ type: 'AWS::SQS::Queue', logicalId: 'Queue' }]);
  });

  it('may export values to other stacks', () => {
    const exporter = { ...nested, Outputs: exporting({ Arn: hello }, 'nested') };
    const { functions } = withNested(exporter, { ...api, Get: method(imported('nested:Arn')) }, { Id: RestApiId });
    expect(functions).toMatchObject([{ name: 'Nested-Hello' }]);
  });

  it('may have the REST API', () => {
    const { methods } = withNested({ Resources: { ...api, Hello: lambda(), Get: method(hello) } }, {});
    expect(methods).toMatchObject([{ path: '/', integration: { functionName: 'Nested-Hello' } }]);
  });

  it('is listed when its template is not an asset of the app', () => {
    const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/t.json' } };
    expect(read({ template: { Resources: { ...api, Nested } } }).notServed).toEqual([
      { type: 'AWS::CloudFormation::Stack', logicalId: 'Nested' },
    ]);
    expect(() => read({ template: { Resources: { ...api, Nested, Get: method(output('Arn')) } } })).toThrow(
      /needs the output Arn of the nested stack Nested, which has no such output$/,
    );
  });
});

describe('resources that are not served', () => {
  const template = (more: Resources, Variables: object = {}) => ({
    Resources: { ...api, Hello: lambda(Variables), Get: method(hello), ...more },
  });

  it('are listed by type and logical id, with the environment variables that refer to them', () => {
    const { notServed, functions } = read({
      template: template(
        {
          Uploads: { Type: 'AWS::S3::Bucket' },
          Exports: { Type: 'AWS::S3::Bucket' },
          Orders: { Type: 'AWS::SQS::Queue' },
          Setup: { Type: 'Custom::Setup', Properties: { ServiceToken: { 'Fn::Unknown': '' } } },
          Consumer: lambda({ BUCKET: { Ref: 'Uploads' } }, { Runtime: 'python3.14', Layers: [{ Ref: 'Missing' }] }),
          Source: { Type: 'AWS::Lambda::EventSourceMapping' },
          News: { Type: 'AWS::SNS::Topic' },
          Alarms: { Type: 'AWS::SNS::Topic' },
        },
        {
          QUEUE_URL: { Ref: 'Orders' },
          QUEUE: { 'Fn::Sub': '${Orders.QueueName}' },
          NEWS: { 'Fn::Join': ['', [{ Ref: 'News' }]] },
          CONSUMER: { Ref: 'Consumer' },
        },
      ),
    });
    expect(notServed).toEqual([
      { type: 'AWS::Lambda::EventSourceMapping', logicalId: 'Source' },
      { type: 'AWS::Lambda::Function', logicalId: 'Consumer', note: 'placeholder in CONSUMER of Hello' },
      { type: 'AWS::S3::Bucket', logicalId: 'Exports' },
      { type: 'AWS::S3::Bucket', logicalId: 'Uploads' },
      { type: 'AWS::SNS::Topic', logicalId: 'News', note: 'placeholder in NEWS of Hello' },
      { type: 'AWS::SQS::Queue', logicalId: 'Orders', note: 'placeholder in QUEUE of Hello, QUEUE_URL of Hello' },
      { type: 'Custom::Setup', logicalId: 'Setup' },
    ]);
    expect(functions).toMatchObject([
      {
        environment: {
          QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/000000000000/app-orders',
          QUEUE: 'app-orders',
          NEWS: 'arn:aws:sns:eu-west-1:000000000000:app-news',
          CONSUMER: 'Consumer',
        },
      },
    ]);
  });

  it('are not listed when their condition is not met', () => {
    const Conditions = { No: { 'Fn::Equals': ['a', 'b'] } };
    const Pool = { Type: 'AWS::Cognito::UserPool', Condition: 'No' };
    const Queue = { Type: 'AWS::SQS::Queue', Condition: 'No' };
    const { notServed, userPools } = read({ template: { ...template({ Pool, Queue }), Conditions } });
    expect([notServed, userPools]).toEqual([[], []]);
  });

  it('are listed when their condition cannot be evaluated, which a user pool is rejected for', () => {
    const Queue = { Type: 'AWS::SQS::Queue', Condition: 'Missing' };
    expect(read({ template: template({ Queue }) }).notServed).toMatchObject([{ logicalId: 'Queue' }]);
    const Pool = { Type: 'AWS::Cognito::UserPool', Condition: 'Missing' };
    expect(() => read({ template: template({ Pool }) })).toThrow(
      'Pool has a condition that the local run does not support',
    );
  });

  it('do not include a function behind a method that calls its alias', () => {
    const FunctionName = { Ref: 'Hello' };
    const Live = { Type: 'AWS::Lambda::Alias', Properties: { FunctionName, Name: 'live' } };
    const { notServed, functions } = read({ template: template({ Live, Get: method({ Ref: 'Live' }) }) });
    expect([notServed, functions]).toMatchObject([[], [{ name: 'Hello' }]]);
  });
});

describe('an output', () => {
  const Resources = { ...api, Queue: { Type: 'AWS::SQS::Queue' } };
  const outputs = (Outputs: CloudFormationTemplate['Outputs'] = {}, ...others: Parameters<typeof assemblyOf>[0]) =>
    read({ template: { Resources, Outputs, Conditions: { No: { 'Fn::Equals': ['a', 'b'] } } } }, ...others).outputs;

  it('is prefixed with the name of its stack when the stack of the API has one of the same name', () => {
    const other = { Resources: {}, Outputs: { Region: { Value: 'b' }, Other: { Value: 'c' } } };
    expect(outputs({ Region: { Value: 'a' } }, { template: other })).toEqual({
      Region: 'a',
      'app-1.Region': 'b',
      Other: 'c',
    });
  });

  it.each([
    ['made up', { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
    ['of a stack in another app', { Value: imported('shared:Vpc') }],
    ['one whose condition is not met', { Value: 'a', Condition: 'No' }],
  ])('is left out when its value is %s', (_, output) => {
    expect(outputs({ Output: output, Region: { Value: 'a' } })).toEqual({ Region: 'a' });
  });

  it.each(['ExportsOutputRefQueue', 'PublishOutputRefQueue'])('is left out when the CDK has added it: %s', (name) => {
    expect(outputs({ [name]: { Value: 'a' } })).toEqual({});
  });
});
