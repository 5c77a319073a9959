// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import type { CloudFormationTemplate, StackResolver } from '../../src/template/intrinsics';
import { Stacks } from '../../src/template/stacks';
import { assemblyOf } from '../support/assembly';

const resources: CloudFormationTemplate['Resources'] = {
  Pool: { Type: 'AWS::Cognito::UserPool' },
  Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
  Api: { Type: 'AWS::ApiGateway::RestApi' },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: { 'Fn::Join': ['-', ['de', 'v']] } } },
  Hello: { Type: 'AWS::Lambda::Function' },
};

/** Resolves the functions of a template that has these sections. */
function resolver(template: Partial<CloudFormationTemplate> = {}, stackName = 'app-dev'): StackResolver {
  const complete = { ...template, Resources: { ...resources, ...template.Resources } };
  const [stack] = new Stacks(assemblyOf([{ stackName, template: complete }]), 'eu-west-1').served;
  if (!stack) throw new Error('The stack is not served');
  return stack;
}

/** Resolves a value in a template that has these sections. */
function resolve(value: unknown, template: Partial<CloudFormationTemplate> = {}): unknown {
  return resolver(template).resolve(value, 'It.Value');
}

describe('Ref', () => {
  it.each([
    ['AWS::Region', 'eu-west-1'],
    ['AWS::AccountId', '000000000000'],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', 'app-dev'],
    ['AWS::StackId', 'arn:aws:cloudformation:eu-west-1:000000000000:stack/app-dev/local'],
  ])('of %s is %s', (parameter, value) => {
    expect(resolve({ Ref: parameter })).toBe(value);
  });

  it('of a user pool is the region and nine letters or digits', () => {
    expect(resolve({ Ref: 'Pool' })).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/);
  });

  it('of an app client is 26 lower-case letters or digits, of a REST API ten', () => {
    expect(resolve({ Ref: 'Client' })).toMatch(/^[a-z0-9]{26}$/);
    expect(resolve({ Ref: 'Api' })).toMatch(/^[a-z0-9]{10}$/);
  });

  it('of a stage is its name, also when a function builds the name', () => {
    expect(resolve({ Ref: 'Stage' })).toBe('de-v');
  });

  it('of a user pool domain is the domain', () => {
    const Domain = { Type: 'AWS::Cognito::UserPoolDomain', Properties: { Domain: 'engine' } };
    expect(resolve({ Ref: 'Domain' }, { Resources: { Domain } })).toBe('engine');
  });

  it('of a function is the name that the template gives it', () => {
    const Named = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { 'Fn::Sub': 'f-${AWS::Region}' } } };
    expect(resolve({ Ref: 'Named' }, { Resources: { Named } })).toBe('f-eu-west-1');
    expect(resolve({ 'Fn::GetAtt': ['Named', 'Arn'] }, { Resources: { Named } })).toMatch(/:function:f-eu-west-1$/);
  });

  it('of a version or an alias is the ARN of the function with a qualifier', () => {
    const FunctionName = { Ref: 'Hello' };
    const Resources = {
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName } },
      Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName, Name: 'live' } },
    };
    const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:Hello';
    expect(resolve({ Ref: 'Version' }, { Resources })).toBe(`${arn}:1`);
    expect(resolve({ Ref: 'Alias' }, { Resources })).toBe(`${arn}:live`);
  });

  it('of AWS::NoValue leaves out the property or the item of a list', () => {
    const noValue = { Ref: 'AWS::NoValue' };
    expect(resolve({ A: noValue, B: [noValue, 'b'], C: { D: noValue } })).toStrictEqual({
      B: ['b'],
      C: {},
    });
  });
});

describe('ids', () => {
  const idsOf = (stackName: string) => Object.keys(resources).map((id) => resolver({}, stackName).idOf(id));

  it('are the same in every run', () => {
    expect(idsOf('app-dev')).toEqual(idsOf('app-dev'));
    expect(resolve({ Ref: 'Pool' })).toBe('eu-west-1_DO6dnAPPM');
  });

  it('differ between stacks and between resources', () => {
    const made = [...idsOf('app-dev').slice(0, 3), ...idsOf('app-prod').slice(0, 3)];
    expect(new Set(made).size).toBe(6);
  });

  it('are equal to Ref', () => {
    expect(idsOf('app-dev')[0]).toBe(resolve({ Ref: 'Pool' }));
  });
});

describe('Fn::GetAtt', () => {
  it('of Arn contains the id', () => {
    const id = resolve({ Ref: 'Pool' });
    expect(resolve({ 'Fn::GetAtt': ['Pool', 'Arn'] })).toBe(
      `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${id}`,
    );
    expect(resolve({ 'Fn::GetAtt': ['Hello', 'Arn'] })).toBe('arn:aws:lambda:eu-west-1:000000000000:function:Hello');
  });

  it('of ProviderName is the issuer of the user pool without https', () => {
    expect(resolve({ 'Fn::GetAtt': ['Pool', 'ProviderName'] })).toBe(
      `cognito-idp.eu-west-1.amazonaws.com/${resolve({ Ref: 'Pool' })}`,
    );
  });
});

describe('the other functions', () => {
  it.each([
    ['Fn::Join with functions in it', { 'Fn::Join': ['', ['a-', { Ref: 'AWS::Region' }, '-b']] }, 'a-eu-west-1-b'],
    ['Fn::Sub of a parameter', { 'Fn::Sub': 'a-${AWS::Region}-b' }, 'a-eu-west-1-b'],
    ['Fn::Sub of a resource', { 'Fn::Sub': '${Hello}' }, 'Hello'],
    ['Fn::Sub of an attribute', { 'Fn::Sub': '${Hello.Arn}' }, 'arn:aws:lambda:eu-west-1:000000000000:function:Hello'],
    ['Fn::Sub of a literal', { 'Fn::Sub': '${!Hello}' }, '${Hello}'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'userpool/abc'] }] }, 'abc'],
    ['Fn::Select with a number written as text', { 'Fn::Select': ['0', ['a', 'b']] }, 'a'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${A}-${Hello}', { A: { Ref: 'AWS::Region' } }] }, 'eu-west-1-Hello'],
    ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['Fn::Select of Fn::GetAZs', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, 'eu-west-1b'],
    ['Fn::Select of Fn::GetAZs of a region', { 'Fn::Select': [0, { 'Fn::GetAZs': 'us-east-1' }] }, 'us-east-1a'],
  ])('%s', (_, value, expected) => {
    expect(resolve(value)).toBe(expected);
  });

  it('Fn::FindInMap is the value of the mapping', () => {
    const Mappings = { Sizes: { 'eu-west-1': { memory: 512 } } };
    expect(resolve({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'memory'] }, { Mappings })).toBe(512);
  });

  it('are resolved at any depth, and their results are not resolved again', () => {
    expect(resolve({ A: [{ B: { C: { 'Fn::Join': ['', ['${', 'Ref}']] } } }], Ref: 'x', D: 1 })).toEqual({
      A: [{ B: { C: '${Ref}' } }],
      Ref: 'x',
      D: 1,
    });
  });
});

describe('a parameter', () => {
  const Parameters = {
    Size: { Type: 'Number', Default: 5 },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Level: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/app/level' },
    Missing: { Type: 'String' },
  };
  const Resources = {
    Level: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/app/level', Value: { 'Fn::Sub': '${AWS::Region}-1' } },
    },
  };

  it('has its default as value, and a list of values in a parameter of a list type', () => {
    expect(resolve([{ Ref: 'Size' }, { Ref: 'Zones' }], { Parameters })).toEqual([5, ['a', 'b']]);
  });

  it('of an SSM type has the value of the SSM parameter that its default names', () => {
    expect(resolve({ Ref: 'Level' }, { Parameters, Resources })).toBe('eu-west-1-1');
  });

  it('of SSM can also be read by a dynamic reference or an attribute', () => {
    const dynamic = { 'Fn::Join': ['', ['{{resolve:ssm:', '/app/level', ':1}}!']] };
    expect(resolve(dynamic, { Resources })).toBe('eu-west-1-1!');
    expect(resolve('{{resolve:ssm:/app/level}}', { Resources })).toBe('eu-west-1-1');
    expect(resolve({ 'Fn::GetAtt': ['Level', 'Value'] }, { Resources })).toBe('eu-west-1-1');
  });

  it('is rejected when it has no default, and when no stack creates its SSM parameter', () => {
    expect(() => resolve({ Ref: 'Missing' }, { Parameters })).toThrow(
      'It.Value uses the parameter Missing, which has no default. Give it one in the app.',
    );
    expect(() => resolve({ Ref: 'Level' }, { Parameters })).toThrow(
      'It.Value needs the SSM parameter /app/level, which no stack of this app creates. ' +
        'Create it in this app, or pass its value to the app as context.',
    );
  });

  it('leaves a reference to a secret as it is', () => {
    const secret = '{{resolve:secretsmanager:arn:SecretString:password::}}';
    expect(resolve(secret)).toBe(secret);
  });
});

describe('a condition', () => {
  const equals = (value: string) => ({ 'Fn::Equals': [{ Ref: 'Stage' }, value] });
  const template = {
    Parameters: { Stage: { Type: 'String', Default: 'dev' } },
    Conditions: {
      IsDev: equals('dev'),
      IsProd: equals('prod'),
      And: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
      Or: { 'Fn::Or': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
      Not: { 'Fn::Not': [{ Condition: 'IsProd' }] },
      Other: { 'Fn::Contains': [['dev'], 'dev'] },
    },
  };

  it.each([
    ['IsDev', true],
    ['IsProd', false],
    ['And', false],
    ['Or', true],
    ['Not', true],
  ])('%s is %s', (Condition, expected) => {
    expect(resolver(template).exists({ Condition }, 'Pool')).toBe(expected);
    expect(resolve({ 'Fn::If': [Condition, 'yes', 'no'] }, template)).toBe(expected ? 'yes' : 'no');
  });

  it('selects a value without resolving the other one', () => {
    expect(resolve({ 'Fn::If': ['IsDev', 'yes', { Ref: 'Missing' }] }, template)).toBe('yes');
    expect(resolve({ A: { 'Fn::If': ['IsProd', 'yes', { Ref: 'AWS::NoValue' }] } }, template)).toEqual({});
  });

  it('is rejected when it is unknown or has an unsupported function', () => {
    expect(() => resolver(template).exists({ Condition: 'Missing' }, 'Pool')).toThrow(
      'Pool has a condition that the local run does not support',
    );
    expect(() => resolver(template).exists({ Condition: 'Other' }, 'Pool')).toThrow(
      'Conditions.Other has a condition that the local run does not support',
    );
  });
});

describe('a resource of a service that is not emulated', () => {
  const Resources = {
    Orders: { Type: 'AWS::SQS::Queue' },
    Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs.fifo' } },
    News: { Type: 'AWS::SNS::Topic' },
    Uploads: { Type: 'AWS::S3::Bucket' },
    ApiKey: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'key' } },
    Flow: { Type: 'AWS::StepFunctions::StateMachine' },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
    Cluster: { Type: 'AWS::ECS::Cluster' },
  };

  it.each([
    ['Orders', 'https://sqs.eu-west-1.amazonaws.com/000000000000/app-dev-orders'],
    ['Named', 'https://sqs.eu-west-1.amazonaws.com/000000000000/jobs.fifo'],
    ['News', 'arn:aws:sns:eu-west-1:000000000000:app-dev-news'],
    ['Uploads', 'app-dev-uploads'],
    ['ApiKey', 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:key'],
    ['Flow', 'arn:aws:states:eu-west-1:000000000000:stateMachine:app-dev-flow'],
    ['Cluster', 'app-dev-cluster'],
  ])('has for Ref of %s the placeholder %s', (Ref, expected) => {
    expect(resolve({ Ref }, { Resources })).toBe(expected);
  });

  it.each([
    ['Orders', 'Arn', 'arn:aws:sqs:eu-west-1:000000000000:app-dev-orders'],
    ['Orders', 'QueueUrl', 'https://sqs.eu-west-1.amazonaws.com/000000000000/app-dev-orders'],
    ['Named', 'QueueName', 'jobs.fifo'],
    ['News', 'TopicArn', 'arn:aws:sns:eu-west-1:000000000000:app-dev-news'],
    ['Uploads', 'Arn', 'arn:aws:s3:::app-dev-uploads'],
    ['Uploads', 'DomainName', 'app-dev-uploads.s3.amazonaws.com'],
    ['Uploads', 'RegionalDomainName', 'app-dev-uploads.s3.eu-west-1.amazonaws.com'],
    ['Bus', 'Name', 'bus'],
    ['Bus', 'Arn', 'arn:aws:events:eu-west-1:000000000000:event-bus/bus'],
    ['Cluster', 'Arn', 'arn:aws:ecs:eu-west-1:000000000000:app-dev-cluster'],
    ['Cluster', 'Endpoint.Address', 'Cluster'],
  ])('has for %s.%s the placeholder %s', (target, attribute, expected) => {
    expect(resolve({ 'Fn::GetAtt': [target, attribute] }, { Resources })).toBe(expected);
    expect(resolve({ 'Fn::Sub': `\${${target}.${attribute}}` }, { Resources })).toBe(expected);
  });
});

describe('a template is rejected with the location', () => {
  it.each([
    [
      'for an unsupported function',
      { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] },
      'It.Value uses Fn::Cidr in a form that the local run does not support',
    ],
    [
      'for Fn::Join without a list',
      { 'Fn::Join': ['', 'x'] },
      'It.Value uses Fn::Join in a form that the local run does not support',
    ],
    [
      'for Fn::Split without a string',
      { 'Fn::Split': ['/', ['x']] },
      'It.Value uses Fn::Split in a form that the local run does not support',
    ],
    [
      'for Fn::Select beyond the end of the list',
      { 'Fn::Select': [2, ['a', 'b']] },
      'It.Value uses Fn::Select in a form that the local run does not support',
    ],
    [
      'for Fn::FindInMap of an unknown mapping',
      { 'Fn::FindInMap': ['A', 'b', 'c'] },
      'It.Value uses Fn::FindInMap in a form that the local run does not support',
    ],
    ['for an unknown resource', { Ref: 'Missing' }, 'It.Value refers to Missing, which is not in the template'],
    [
      'for an unknown resource in Fn::Sub',
      { 'Fn::Sub': '${constructor}' },
      'It.Value refers to constructor, which is not in the template',
    ],
    [
      'for an unsupported attribute of a user pool',
      { 'Fn::GetAtt': ['Pool', 'Version'] },
      'It.Value uses the attribute Version of AWS::Cognito::UserPool, which the local run does not support',
    ],
    [
      'for a value that a custom resource reads from another region',
      { 'Fn::GetAtt': ['Reader', '/cdk/exports/X'] },
      'It.Value needs a value of a stack in another region, which the local run does not support. Put both stacks into one region.',
    ],
  ])('%s', (_, value, sentence) => {
    const Resources = { Reader: { Type: 'Custom::CrossRegionExportReader' } };
    expect(() => resolve(value, { Resources })).toThrow(
      expect.objectContaining({ name: 'UserError', message: sentence }),
    );
  });

  it('in a property, by its path', () => {
    expect(() => resolve({ A: [{ B: { Ref: 'Missing' } }] })).toThrow(
      'It.Value.A.0.B refers to Missing, which is not in the template',
    );
  });
});
