// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import { type CloudFormationTemplate, resolveTemplate } from '../../src/template/intrinsics';

const place = { stackName: 'app-dev', region: 'eu-west-1' };
const resources: CloudFormationTemplate['Resources'] = {
  Pool: { Type: 'AWS::Cognito::UserPool' },
  Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
  Api: { Type: 'AWS::ApiGateway::RestApi' },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: { 'Fn::Join': ['-', ['de', 'v']] } } },
  Hello: { Type: 'AWS::Lambda::Function' },
};

/** What a value that stands in an output becomes. */
function output(Value: unknown): string | undefined {
  return resolveTemplate({ Resources: resources, Outputs: { Value: { Value } } }, place).outputs.Value;
}

/** What properties become. */
function properties(Properties: object): unknown {
  const all = { ...resources, It: { Type: 'AWS::X::Y', Properties } };
  return resolveTemplate({ Resources: all }, place).resources.at(-1)?.properties;
}

describe('Ref', () => {
  it.each([
    ['AWS::Region', 'eu-west-1'],
    ['AWS::AccountId', '000000000000'],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', 'app-dev'],
    ['AWS::StackId', 'arn:aws:cloudformation:eu-west-1:000000000000:stack/app-dev/local'],
  ])('gives %s', (parameter, value) => {
    expect(output({ Ref: parameter })).toBe(value);
  });

  it('gives a user pool an id of the region and nine letters or digits, as clients split it', () => {
    expect(output({ Ref: 'Pool' })).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/);
  });

  it('gives an app client 26 small letters or digits and an API ten', () => {
    expect(output({ Ref: 'Client' })).toMatch(/^[a-z0-9]{26}$/);
    expect(output({ Ref: 'Api' })).toMatch(/^[a-z0-9]{10}$/);
  });

  it('gives a stage its name, however that is made', () => {
    expect(output({ Ref: 'Stage' })).toBe('de-v');
  });

  it('gives the domain of a user pool as it was chosen', () => {
    const Domain = { Type: 'AWS::Cognito::UserPoolDomain', Properties: { Domain: 'engine' } };
    const Outputs = { Value: { Value: { Ref: 'Domain' } } };
    expect(resolveTemplate({ Resources: { Domain }, Outputs }, place).outputs.Value).toBe('engine');
  });

  it('leaves out what is AWS::NoValue, in objects and in lists', () => {
    const noValue = { Ref: 'AWS::NoValue' };
    expect(properties({ A: noValue, B: [noValue, 'b'], C: { D: noValue } })).toStrictEqual({
      B: ['b'],
      C: {},
    });
  });
});

describe('ids', () => {
  const idsOf = (stackName: string) =>
    resolveTemplate({ Resources: resources }, { ...place, stackName }).resources.map(({ id }) => id);

  it('are the same in every run, so that a second process knows the same pool', () => {
    expect(idsOf('app-dev')).toEqual(idsOf('app-dev'));
    expect(output({ Ref: 'Pool' })).toBe('eu-west-1_DO6dnAPPM');
  });

  it('differ between stacks and between resources', () => {
    const made = [...idsOf('app-dev').slice(0, 3), ...idsOf('app-prod').slice(0, 3)];
    expect(new Set(made).size).toBe(6);
  });

  it('are what Ref gives', () => {
    expect(idsOf('app-dev')[0]).toBe(output({ Ref: 'Pool' }));
  });
});

describe('Fn::GetAtt', () => {
  it('gives ARNs that hold the id', () => {
    const id = output({ Ref: 'Pool' });
    expect(output({ 'Fn::GetAtt': ['Pool', 'Arn'] })).toBe(`arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${id}`);
    expect(output({ 'Fn::GetAtt': ['Hello', 'Arn'] })).toBe('arn:aws:lambda:eu-west-1:000000000000:function:Hello');
  });

  it('gives the issuer of a pool without https as ProviderName', () => {
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

  it('are found at any depth, and their results are not read again', () => {
    expect(properties({ A: [{ B: { C: { 'Fn::Join': ['', ['${', 'Ref}']] } } }], Ref: 'x', D: 1 })).toEqual({
      A: [{ B: { C: '${Ref}' } }],
      Ref: 'x',
      D: 1,
    });
  });
});

describe('what cannot be resolved is one sentence that says where', () => {
  it.each([
    [
      'an unknown function',
      { 'Fn::ImportValue': 'x' },
      'Outputs.Value uses Fn::ImportValue in a way that the local run does not know',
    ],
    [
      'Fn::Join of no list',
      { 'Fn::Join': ['', 'x'] },
      'Outputs.Value uses Fn::Join in a way that the local run does not know',
    ],
    [
      'Fn::Split of no text',
      { 'Fn::Split': ['/', ['x']] },
      'Outputs.Value uses Fn::Split in a way that the local run does not know',
    ],
    [
      'Fn::Select beyond the list',
      { 'Fn::Select': [2, ['a', 'b']] },
      'Outputs.Value uses Fn::Select in a way that the local run does not know',
    ],
    [
      'Fn::Sub with variables of its own',
      { 'Fn::Sub': ['${A}', { A: 'a' }] },
      'Outputs.Value uses Fn::Sub in a way that the local run does not know',
    ],
    ['an unknown resource', { Ref: 'Nobody' }, 'Outputs.Value refers to Nobody, which is not in the template'],
    [
      'an unknown resource in Fn::Sub',
      { 'Fn::Sub': '${constructor}' },
      'Outputs.Value refers to constructor, which is not in the template',
    ],
    [
      'an unknown attribute',
      { 'Fn::GetAtt': ['Hello', 'Version'] },
      'Outputs.Value asks for Version of AWS::Lambda::Function, which the local run does not know',
    ],
  ])('%s', (_, value, sentence) => {
    expect(() => output(value)).toThrow(expect.objectContaining({ name: 'UserError', message: sentence }));
  });

  it('a property, by its path', () => {
    expect(() => properties({ A: [{ B: { Ref: 'Nobody' } }] })).toThrow(
      'It.A.0.B refers to Nobody, which is not in the template',
    );
  });

  it('a resource that depends on a condition', () => {
    const conditional = { Pool: { Type: 'AWS::Cognito::UserPool', Condition: 'IsProd' } };
    expect(() => resolveTemplate({ Resources: conditional }, place)).toThrow(
      'Pool depends on a condition, which the local run cannot do',
    );
  });
});
