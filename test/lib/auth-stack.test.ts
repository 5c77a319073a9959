import { onlyOne, type Resource, resourcesOf, stacks } from './stacks';

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
    ];
    const resources: [string, Resource][] = Object.entries(template.toJSON().Resources);
    const names = resources
      .filter(([, { Type }]) => !named.includes(Type))
      .flatMap(([id, { Properties }]) =>
        Object.entries(Properties ?? {})
          .filter(([key, value]) => /Name$/.test(key) && typeof value === 'string')
          .map(([key]) => `${id}.${key}`),
      );
    expect(names).toEqual([]);
  });

  it('gives a role to its functions only', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
  });

  it('cannot be deleted by one command in prod, with all its users', () => {
    expect(stack.terminationProtection).toBe(stage.name === 'prod');
  });
});
