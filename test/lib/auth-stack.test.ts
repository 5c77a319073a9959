import { Template } from 'aws-cdk-lib/assertions';
import { AuthStack } from '../../lib/auth-stack';
import type { StageConfig } from '../../lib/stages/stage-config';
import { onlyOne, type Resource, resourcesOf, stacks, testApp } from './support/stacks';

describe.each(stacks)('the stack of $title', ({ stage, stack, template }) => {
  const [apiId] = onlyOne(template, 'AWS::ApiGateway::RestApi');
  const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
  const [clientId] = onlyOne(template, 'AWS::Cognito::UserPoolClient');

  it('publishes what a client of the API has to know, and nothing else', () => {
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

  it('is served under the name of its stage, which its address has', () => {
    const [, { Properties }] = onlyOne(template, 'AWS::ApiGateway::Stage');
    expect(Properties).toMatchObject({ StageName: stage.name, RestApiId: { Ref: apiId } });
  });

  it('names nothing that CloudFormation can name, so that it can be deployed twice and replaced', () => {
    // Must have a name; these need not be unique in the account.
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

  it('gives a role to its functions, and to API Gateway the one with which it writes logs', () => {
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      const Service = id.includes('CloudWatchRole') ? 'apigateway.amazonaws.com' : 'lambda.amazonaws.com';
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service } },
      ]);
    }
  });

  it('cannot be deleted by one command in prod, with all its users', () => {
    expect(stack.terminationProtection).toBe(stage.deletionProtection);
  });
});

describe('a stage', () => {
  it.each(stacks)('is what its settings say, by whatever name: $title', ({ stage }) => {
    expect(named(stage, 'alpha')).toEqual(named(stage, 'omega'));
  });

  /** The template without the name, the ids that are made of it, and the keys of code, which was not bundled here. */
  function named(stage: StageConfig, name: string): unknown {
    const stack = new AuthStack(testApp(), 'Stack', { stage: { ...stage, name } });
    const text = JSON.stringify([stack.terminationProtection, Template.fromStack(stack).toJSON()])
      .replaceAll(new RegExp(`(?<=DeploymentStage)${name}[0-9A-F]{8}`, 'g'), '')
      .replaceAll(/(?<=RestApiDeployment[0-9A-F]{8})[0-9a-f]{32}/g, '')
      .replaceAll(/[0-9a-f]{64}(?=\.zip)/g, '');
    return JSON.parse(text.replaceAll(name, 'NAME'));
  }
});
