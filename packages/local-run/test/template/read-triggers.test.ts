// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import { join } from 'node:path';
import type { CloudFormationTemplate } from '../../src/template/intrinsics';
import { readDeployment } from '../../src/template/read-deployment';
import { assemblyOf } from '../support/assembly';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const code = writeFiles(join(temporaryFolder(), 'code'), { 'index.mjs': '' });

const lambda = (Properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: 'code' }, Handler: 'index.handler', Runtime: 'nodejs24.x', ...Properties },
});
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const permission = (Properties: object = {}) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf('Check'),
    Principal: 'cognito-idp.amazonaws.com',
    SourceArn: arnOf('Pool'),
    ...Properties,
  },
});
const alias = { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Check' }, Name: 'live' } };
const ARN = 'arn:aws:lambda:eu-west-1:000000000000:function:Check';

/** Reads a template with the function Check and a user pool that has this LambdaConfig. */
function read(LambdaConfig: unknown, more: CloudFormationTemplate['Resources'] = {}) {
  const Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'dev' } },
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig } },
    Check: lambda(),
    ...more,
  };
  return readDeployment(assemblyOf([{ template: { Resources } }], { code }), 'eu-west-1');
}

describe('the function of a trigger', () => {
  it.each([
    'CreateAuthChallenge',
    'CustomMessage',
    'DefineAuthChallenge',
    'PostAuthentication',
    'PostConfirmation',
    'PreAuthentication',
    'PreSignUp',
    'PreTokenGeneration',
    'UserMigration',
    'VerifyAuthChallengeResponse',
  ])('is served for %s, although no method calls it', (name) => {
    const { functions, triggers, notServed, userPools } = read({ [name]: arnOf('Check') });
    expect(functions).toEqual([expect.objectContaining({ name: 'Check', arn: ARN, module: join(code, 'index.mjs') })]);
    expect(triggers).toEqual([{ userPool: 'Pool', name, functionName: 'Check' }]);
    expect(notServed).toEqual([]);
    expect(userPools[0]?.properties.LambdaConfig).toEqual({ [name]: ARN });
  });

  it.each(['PreTokenGeneration', 'CustomEmailSender', 'InboundFederation'])(
    'is served for %s with a version of its event',
    (name) => {
      const key = name === 'PreTokenGeneration' ? 'PreTokenGenerationConfig' : name;
      const { functions, triggers } = read({ [key]: { LambdaArn: arnOf('Check'), LambdaVersion: 'V2_0' } });
      expect(functions).toMatchObject([{ name: 'Check' }]);
      expect(triggers).toEqual([{ userPool: 'Pool', name, functionName: 'Check' }]);
    },
  );

  it('is one trigger if both properties of PreTokenGeneration have it', () => {
    const { triggers } = read({
      PreTokenGeneration: arnOf('Check'),
      PreTokenGenerationConfig: { LambdaArn: arnOf('Check'), LambdaVersion: 'V2_0' },
    });
    expect(triggers).toHaveLength(1);
  });

  it.each([
    ['an alias', { Ref: 'Live' }, ':live'],
    ['a version', { Ref: 'Version' }, ':1'],
  ])('is found by the ARN of %s, which the user pool keeps', (_, arn, suffix) => {
    const more = { Live: alias, Version: { ...alias, Type: 'AWS::Lambda::Version' } };
    const { functions, triggers, userPools } = read({ PreSignUp: arn }, more);
    expect([functions, triggers]).toMatchObject([[{ name: 'Check' }], [{ functionName: 'Check' }]]);
    expect(userPools[0]?.properties.LambdaConfig).toEqual({ PreSignUp: ARN + suffix });
  });

  it('is not served without a trigger, and a key is no trigger', () => {
    const { functions, triggers } = read({ KMSKeyID: 'arn:aws:kms:eu-west-1:000000000000:key/1' });
    expect([functions, triggers]).toEqual([[], []]);
    expect(read(undefined)).toMatchObject({ functions: [], triggers: [], warnings: [] });
  });

  it.each([
    ['that is not in the app', 'arn:aws:lambda:eu-west-1:000000000000:function:Other'],
    ['of another account', 'arn:aws:lambda:eu-west-1:111111111111:function:Check'],
    ['of another region', 'arn:aws:lambda:eu-west-3:000000000000:function:Check'],
  ])('is rejected %s', (_, arn) => {
    expect(() => read({ PreSignUp: arn })).toThrow(
      'Pool (AWS::Cognito::UserPool) has a function in LambdaConfig.PreSignUp that is not in this app, in the account and region ' +
        `of the API: ${arn}. Create the function in this app, or leave out the trigger for the local run.`,
    );
  });

  it('is rejected in another runtime', () => {
    const Check = lambda({ Runtime: 'python3.14' });
    expect(() => read({ PreSignUp: arnOf('Check') }, { Check })).toThrow('Check has the runtime python3.14.');
  });
});

describe('a circle of references between a user pool and the function of its trigger', () => {
  const warnings = (Check: object, more: CloudFormationTemplate['Resources'] = {}) =>
    read({ PreSignUp: arnOf('Check') }, { Permission: permission(), Check: Check as never, ...more }).warnings;
  const refused = (circle: string) => [
    `CloudFormation refuses the stack app, because its resources refer to each other in a circle: ${circle}. The function of a ` +
      'trigger has the id of the user pool in its event, and may use it if the permission is in a Policy of its own, which is added ' +
      'by role.attachInlinePolicy.',
  ];
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyDocument: { Statement: [{ Resource: [arnOf('Pool')] }] }, Roles: [{ Ref: 'Role' }] },
  };
  const Role = { Type: 'AWS::IAM::Role', Properties: {} };

  it.each([
    ['by Ref', { Ref: 'Pool' }],
    ['by Fn::Sub', { 'Fn::Sub': 'pool/${Pool}' }],
    ['by Fn::Sub of an attribute', { 'Fn::Sub': ['${A}${Pool.Arn}', { A: 'a' }] }],
    ['by Fn::GetAtt', { 'Fn::Join': ['', [arnOf('Pool')]] }],
  ])('leads to a warning if the environment of the function names the pool %s', (_, POOL) => {
    expect(warnings(lambda({ Environment: { Variables: { POOL } } }))).toEqual(refused('Pool -> Check -> Pool'));
  });

  it('leads to a warning if the function depends on a policy that names the pool, as grants of the CDK do', () => {
    const Check = { ...lambda({ Role: arnOf('Role') }), DependsOn: ['Policy', 'Role'] };
    expect(warnings(Check, { Role, Policy: policy })).toEqual(refused('Pool -> Check -> Policy -> Pool'));
  });

  it('is not there if a policy of its own names the pool', () => {
    const Check = { ...lambda({ Role: arnOf('Role') }), DependsOn: ['Role'] };
    expect(warnings(Check, { Role, Policy: policy })).toEqual([]);
  });

  it('is not there if Fn::Sub has the name of the pool as a text', () => {
    expect(warnings(lambda({ Environment: { Variables: { POOL: { 'Fn::Sub': '${!Pool}' } } } }))).toEqual([]);
  });
});

describe('the permission of Cognito to call the function of a trigger', () => {
  const warnings = (Permission: object | undefined, arn: unknown = arnOf('Check'), more = {}) =>
    read({ PreSignUp: arn }, { ...(Permission && { Permission: Permission as never }), ...more }).warnings;
  const missing = (name: string) =>
    `In AWS, the trigger PreSignUp of Pool fails with AccessDeniedException, because no AWS::Lambda::Permission allows ` +
    `cognito-idp.amazonaws.com to call ${name} for this user pool. Add the trigger by userPool.addTrigger, or add the ` +
    'permission to the function.';

  it.each([
    ['for the user pool', permission()],
    ['by the name of the function', permission({ FunctionName: { Ref: 'Check' } })],
    ['by a partial ARN', permission({ FunctionName: { 'Fn::Sub': '${AWS::AccountId}:function:Check' } })],
    ['for all user pools', permission({ SourceArn: undefined })],
    ['for a pattern of user pools', permission({ SourceArn: { 'Fn::Sub': 'arn:aws:cognito-idp:*:*:userpool/*' } })],
    ['for the account', permission({ SourceArn: undefined, SourceAccount: { Ref: 'AWS::AccountId' } })],
    ['with a value that is not known', permission({ SourceArn: { 'Fn::ImportValue': 'elsewhere' } })],
  ])('leads to no warning if it is given %s', (_, given) => {
    expect(warnings(given)).toEqual([]);
  });

  it.each([
    ['is missing', undefined],
    ['is for another function', permission({ FunctionName: 'Other' })],
    ['is for another service', permission({ Principal: 'apigateway.amazonaws.com' })],
    [
      'is for another user pool',
      permission({ SourceArn: 'arn:aws:cognito-idp:eu-west-1:000000000000:userpool/other' }),
    ],
    ['is for another account', permission({ SourceAccount: '111111111111' })],
    ['is for another action', permission({ Action: 'lambda:GetFunction' })],
  ])('leads to a warning if it %s', (_, given) => {
    expect(warnings(given)).toEqual([missing('Check')]);
  });

  it('has to be for the alias if the trigger calls an alias', () => {
    const Live = alias;
    expect(warnings(permission(), { Ref: 'Live' }, { Live })).toEqual([missing('Check:live')]);
    expect(warnings(permission({ FunctionName: { Ref: 'Live' } }), { Ref: 'Live' }, { Live })).toEqual([]);
  });
});
