import { Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AuthStack } from '../../lib/auth-stack';
import type { StageConfig } from '../../lib/stages/stage-config';
import { assertPinned } from './support/pinned';
import { onlyOne, type Resource, resourcesOf, stacks, stageWith, templateOf, testApp } from './support/stacks';

const IDS_ADVICE = `CloudFormation identifies a resource of a deployed stack by its logical id. With another id it creates a new, empty
resource and deletes the old one (in prod the old one is retained, but unused): all users are lost to the stack, and so are
memberships, identity ids and the addresses that clients know. A logical id is made of the construct path, such as
AuthStack > Users > UserPool. If this test fails, give the constructs their old ids back, or keep the logical id with
overrideLogicalId(). Edit the table only while no stack is deployed anywhere.`;

const OUTPUTS_ADVICE = `Scripts and client configurations read the outputs of a deployed stack by name. Keep the old name; a new
output is added to the table.`;

/** Logical ids that are final after the first deployment, by resource type. */
const pinnedIds = {
  'AWS::Cognito::UserPool': ['UsersUserPool7E610616'],
  'AWS::Cognito::UserPoolClient': ['UsersUserPoolClient005DA481'],
  'AWS::Cognito::UserPoolGroup': ['UsersAdminsGroup11DF2F3A'],
  'AWS::Cognito::UserPoolDomain': ['ManagedLoginDomain80AF3910'],
  'AWS::Cognito::IdentityPool': ['IdentitiesIdentityPoolBF810474'],
  'AWS::ApiGateway::RestApi': ['ApiRestApiE35FEAFE'],
};

/** The types above that only optional features add. */
const optionalTypes = ['AWS::Cognito::UserPoolDomain', 'AWS::Cognito::IdentityPool'];

/** Names of all outputs. */
const pinnedOutputs = [
  'ApiDomainTarget',
  'ApiUrl',
  'IdentityPoolId',
  'LoginUrl',
  'LogoutUrl',
  'ManagedLoginDomainTarget',
  'Region',
  'UserPoolClientId',
  'UserPoolId',
];

describe('the names that are final after the first deployment', () => {
  const urls = { callbackUrls: ['https://app.example.com/'], logoutUrls: ['https://app.example.com/'] };
  const template = templateOf(
    stageWith({
      identityPool: true,
      waf: true,
      alarmAddress: 'ops@example.com',
      domain: { name: 'api.example.com', certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' },
      managedLogin: { domainPrefix: 'engine', ...urls },
    }),
  );
  const idsIn = (from: Template, type: string) => resourcesOf(from, type).map(([id]) => id);

  it.each(Object.entries(pinnedIds))('keep the logical id of %s with every optional feature', (type, ids) => {
    assertPinned(idsIn(template, type), ids, IDS_ADVICE);
  });

  it.each(stacks)('keep the logical ids without optional features: $title', ({ template }) => {
    const found = Object.keys(pinnedIds).map((type) => [type, idsIn(template, type)]);
    const pinned = Object.entries(pinnedIds).map(([type, ids]) => [type, optionalTypes.includes(type) ? [] : ids]);
    assertPinned(found, pinned, IDS_ADVICE);
  });

  it('keep the names of all outputs', () => {
    const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
    const customDomain = { domainName: 'login.example.com', certificateArn };
    const withCustomDomain = templateOf(stageWith({ signInWith: 'email', managedLogin: { customDomain, ...urls } }));
    const names = [template, withCustomDomain].flatMap((it) => Object.keys(it.findOutputs('*')));
    assertPinned([...new Set(names)].sort(), pinnedOutputs, OUTPUTS_ADVICE);
  });
});

describe.each(stacks)('the stack, $title', ({ stage, stack, template }) => {
  const [apiId] = onlyOne(template, 'AWS::ApiGateway::RestApi');
  const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
  const [clientId] = onlyOne(template, 'AWS::Cognito::UserPoolClient');

  it('outputs the address of the API, the ids of user pool and client, and the region', () => {
    const address = [
      'https://',
      { Ref: apiId },
      '.execute-api.',
      { Ref: 'AWS::Region' },
      '.',
      { Ref: 'AWS::URLSuffix' },
    ];
    expect(template.findOutputs('*')).toEqual({
      ApiUrl: { Value: { 'Fn::Join': ['', [...address, `/${stage.name}`]] } },
      UserPoolId: { Value: { Ref: poolId } },
      UserPoolClientId: { Value: { Ref: clientId } },
      Region: { Value: { Ref: 'AWS::Region' } },
    });
  });

  it('deploys the API to an API Gateway stage with the name of the stage', () => {
    const [, { Properties }] = onlyOne(template, 'AWS::ApiGateway::Stage');
    expect(Properties).toMatchObject({ StageName: stage.name, RestApiId: { Ref: apiId } });
  });

  it('leaves names to CloudFormation, so that resources can be replaced and stacks deployed side by side', () => {
    // These types require a name. It need not be unique in the account.
    const named = [
      'AWS::IAM::Policy',
      'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Authorizer',
      'AWS::ApiGateway::Stage',
      'AWS::Cognito::UserPoolGroup',
    ];
    const resources: [string, Resource][] = Object.entries(template.toJSON().Resources);
    const names = resources
      .filter(([, { Type }]) => !named.includes(Type))
      .flatMap(([id, { Properties }]) =>
        Object.entries(Properties ?? {})
          .filter(([key, value]) => /Name$/.test(key) && typeof value === 'string' && key !== 'MetricName')
          .map(([key]) => `${id}.${key}`),
      );
    expect(names).toEqual([]);
  });

  it('has roles for Lambda functions, and one for the logs of API Gateway', () => {
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      const Service = id.includes('CloudWatchRole') ? 'apigateway.amazonaws.com' : 'lambda.amazonaws.com';
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service } },
      ]);
    }
  });

  it('has termination protection if the stage has deletionProtection', () => {
    expect(stack.terminationProtection).toBe(stage.deletionProtection);
  });
});

describe('the account and the region of the stack', () => {
  const environmentWith = (options: Record<string, unknown>) => {
    const { account, region } = new AuthStack(testApp(), 'Stack', { stage: stageWith(options) });
    return [account, region].map((value) => (Token.isUnresolved(value) ? 'of the credentials' : value));
  };

  it.each([
    [{ account: '123456789012', region: 'eu-west-1' }, ['123456789012', 'eu-west-1']],
    [{ account: '012345678901' }, ['012345678901', 'of the credentials']],
    [{ region: 'eu-west-1' }, ['of the credentials', 'eu-west-1']],
    [{}, ['of the credentials', 'of the credentials']],
  ])('are those of the settings %j: %j', (options, expected) => {
    expect(environmentWith(options)).toEqual(expected);
  });
});

describe('the template', () => {
  it.each(stacks)('depends on the settings of a stage and not on its name: $title', ({ stage }) => {
    expect(templateNamed(stage, 'alpha')).toEqual(templateNamed(stage, 'omega'));
  });

  /** The template with the stage renamed, without the ids that contain the name and the hashes of code, which is not bundled here. */
  function templateNamed(stage: StageConfig, name: string): unknown {
    const stack = new AuthStack(testApp(), 'Stack', { stage: { ...stage, name } });
    const text = JSON.stringify([stack.terminationProtection, Template.fromStack(stack).toJSON()])
      .replaceAll(new RegExp(`(?<=DeploymentStage)${name}[0-9A-F]{8}`, 'g'), '')
      .replaceAll(/(?<=RestApiDeployment[0-9A-F]{8})[0-9a-f]{32}/g, '')
      .replaceAll(/[0-9a-f]{64}(?=\.zip)/g, '');
    return JSON.parse(text.replaceAll(name, 'NAME'));
  }
});
