// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import { type CloudFormationTemplate, resolveTemplate } from '../../src/template/intrinsics';

const environment = { stackName: 'app-dev', account: '000000000000', region: 'eu-west-1' };
const resources: CloudFormationTemplate['Resources'] = {
  Pool: { Type: 'AWS::Cognito::UserPool' },
  Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
  Api: { Type: 'AWS::ApiGateway::RestApi' },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: { 'Fn::Join': ['-', ['de', 'v']] } } },
  Hello: { Type: 'AWS::Lambda::Function' },
};

/** Resolves the value of an output. */
function output(Value: unknown): string | undefined {
  return resolveTemplate({ Resources: resources, Outputs: { Value: { Value } } }, environment).outputs.Value;
}

/** Resolves the properties of a resource. */
function properties(Properties: object): unknown {
  const all = { ...resources, It: { Type: 'AWS::X::Y', Properties } };
  return resolveTemplate({ Resources: all }, environment).resources.at(-1)?.properties;
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
    expect(output({ Ref: parameter })).toBe(value);
  });

  it('of a user pool is the region and nine letters or digits', () => {
    expect(output({ Ref: 'Pool' })).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/);
  });

  it('of an app client is 26 lower-case letters or digits, of a REST API ten', () => {
    expect(output({ Ref: 'Client' })).toMatch(/^[a-z0-9]{26}$/);
    expect(output({ Ref: 'Api' })).toMatch(/^[a-z0-9]{10}$/);
  });

  it('of a stage is its name, also when a function builds the name', () => {
    expect(output({ Ref: 'Stage' })).toBe('de-v');
  });

  it('of a user pool domain is the domain', () => {
    const Domain = { Type: 'AWS::Cognito::UserPoolDomain', Properties: { Domain: 'engine' } };
    const Outputs = { Value: { Value: { Ref: 'Domain' } } };
    expect(resolveTemplate({ Resources: { Domain }, Outputs }, environment).outputs.Value).toBe('engine');
  });

  it('of AWS::NoValue leaves out the property or the item of a list', () => {
    const noValue = { Ref: 'AWS::NoValue' };
    expect(properties({ A: noValue, B: [noValue, 'b'], C: { D: noValue } })).toStrictEqual({
      B: ['b'],
      C: {},
    });
  });
});

describe('ids', () => {
  const idsOf = (stackName: string) =>
    resolveTemplate({ Resources: resources }, { ...environment, stackName }).resources.map(({ id }) => id);

  it('are the same in every run', () => {
    expect(idsOf('app-dev')).toEqual(idsOf('app-dev'));
    expect(output({ Ref: 'Pool' })).toBe('eu-west-1_DO6dnAPPM');
  });

  it('differ between stacks and between resources', () => {
    const made = [...idsOf('app-dev').slice(0, 3), ...idsOf('app-prod').slice(0, 3)];
    expect(new Set(made).size).toBe(6);
  });

  it('are equal to Ref', () => {
    expect(idsOf('app-dev')[0]).toBe(output({ Ref: 'Pool' }));
  });
});

describe('Fn::GetAtt', () => {
  it('of Arn contains the id', () => {
    const id = output({ Ref: 'Pool' });
    expect(output({ 'Fn::GetAtt': ['Pool', 'Arn'] })).toBe(`arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${id}`);
    expect(output({ 'Fn::GetAtt': ['Hello', 'Arn'] })).toBe('arn:aws:lambda:eu-west-1:000000000000:function:Hello');
  });

  it('of ProviderName is the issuer of the user pool without https', () => {
    expect(output({ 'Fn::GetAtt': ['Pool', 'ProviderName'] })).toBe(
      `cognito-idp.eu-west-1.amazonaws.com/${output({ Ref: 'Pool' })}`,
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
  ])('%s', (_, value, expected) => {
    expect(output(value)).toBe(expected);
  });

  it('are resolved at any depth, and their results are not resolved again', () => {
    expect(properties({ A: [{ B: { C: { 'Fn::Join': ['', ['${', 'Ref}']] } } }], Ref: 'x', D: 1 })).toEqual({
      A: [{ B: { C: '${Ref}' } }],
      Ref: 'x',
      D: 1,
    });
  });
});

describe('a template is rejected with the location', () => {
  it.each([
    [
      'for an unsupported function',
      { 'Fn::ImportValue': 'x' },
      'Outputs.Value uses Fn::ImportValue in a form that the local run does not support',
    ],
    [
      'for Fn::Join without a list',
      { 'Fn::Join': ['', 'x'] },
      'Outputs.Value uses Fn::Join in a form that the local run does not support',
    ],
    [
      'for Fn::Split without a string',
      { 'Fn::Split': ['/', ['x']] },
      'Outputs.Value uses Fn::Split in a form that the local run does not support',
    ],
    [
      'for Fn::Select beyond the end of the list',
      { 'Fn::Select': [2, ['a', 'b']] },
      'Outputs.Value uses Fn::Select in a form that the local run does not support',
    ],
    [
      'for Fn::Sub with variables',
      { 'Fn::Sub': ['${A}', { A: 'a' }] },
      'Outputs.Value uses Fn::Sub in a form that the local run does not support',
    ],
    ['for an unknown resource', { Ref: 'Missing' }, 'Outputs.Value refers to Missing, which is not in the template'],
    [
      'for an unknown resource in Fn::Sub',
      { 'Fn::Sub': '${constructor}' },
      'Outputs.Value refers to constructor, which is not in the template',
    ],
    [
      'for an unsupported attribute',
      { 'Fn::GetAtt': ['Hello', 'Version'] },
      'Outputs.Value uses the attribute Version of AWS::Lambda::Function, which the local run does not support',
    ],
  ])('%s', (_, value, sentence) => {
    expect(() => output(value)).toThrow(expect.objectContaining({ name: 'UserError', message: sentence }));
  });

  it('in a property, by its path', () => {
    expect(() => properties({ A: [{ B: { Ref: 'Missing' } }] })).toThrow(
      'It.A.0.B refers to Missing, which is not in the template',
    );
  });

  it('for a resource with a condition', () => {
    const conditional = { Pool: { Type: 'AWS::Cognito::UserPool', Condition: 'IsProd' } };
    expect(() => resolveTemplate({ Resources: conditional }, environment)).toThrow(
      'Pool has a condition, which the local run does not support',
    );
  });
});
