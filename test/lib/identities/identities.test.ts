import { withIdentityPool } from '../support/identity-pool-stack';
import { onlyOne, resourcesOf, stacks } from '../support/stacks';

const ISSUER = 'cognito-identity.amazonaws.com';

describe('the identity pool', () => {
  const { stage, stack, template } = withIdentityPool;
  const [poolId, pool] = onlyOne(template, 'AWS::Cognito::IdentityPool');
  const roles = resourcesOf(template, 'AWS::IAM::Role').filter(([, { Properties }]) =>
    JSON.stringify(Properties.AssumeRolePolicyDocument).includes(ISSUER),
  );
  const [[roleId, role] = ['', undefined]] = roles;

  it('gives no credentials to guests, and one fixed role to signed-in users', () => {
    expect(pool.Properties).toMatchObject({ AllowUnauthenticatedIdentities: false, AllowClassicFlow: false });
    expect(onlyOne(template, 'AWS::Cognito::IdentityPoolRoleAttachment')[1].Properties).toEqual({
      IdentityPoolId: { Ref: poolId },
      Roles: { authenticated: { 'Fn::GetAtt': [roleId, 'Arn'] } },
    });
  });

  it('accepts ID tokens of the app client only, and checks them with the user pool', () => {
    const [userPoolId] = onlyOne(template, 'AWS::Cognito::UserPool');
    expect(pool.Properties.CognitoIdentityProviders).toEqual([
      {
        ClientId: { Ref: onlyOne(template, 'AWS::Cognito::UserPoolClient')[0] },
        ProviderName: { 'Fn::GetAtt': [userPoolId, 'ProviderName'] },
        ServerSideTokenCheck: true,
      },
    ]);
    const others = Object.keys(pool.Properties).filter((key) => /Providers$|ARNs$/.test(key));
    expect(others).toEqual(['CognitoIdentityProviders']);
  });

  it('has a role that only its signed-in users can assume', () => {
    expect(roles).toHaveLength(1);
    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRoleWithWebIdentity',
        Effect: 'Allow',
        Principal: { Federated: ISSUER },
        Condition: {
          StringEquals: { [`${ISSUER}:aud`]: { Ref: poolId } },
          'ForAnyValue:StringLike': { [`${ISSUER}:amr`]: 'authenticated' },
        },
      },
    ]);
  });

  it('allows its users the routes of this API and stage that take signed requests, and no other action', () => {
    const arn = [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':execute-api:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
    ];
    const [apiId] = onlyOne(template, 'AWS::ApiGateway::RestApi');
    const signed = stack.api.routes.filter(({ row }) => row.auth === 'iam').map(({ row }) => row);
    expect(signed.map(({ name }) => name)).toContain('private');
    const resources = signed.map(({ method, path }) => ({
      'Fn::Join': ['', [...arn, ':', { Ref: apiId }, `/${stage.name}/${method}${path.replace(/\{[^}]+\}/g, '*')}`]],
    }));
    expect(role?.Properties.Policies.map(({ PolicyDocument }: { PolicyDocument: object }) => PolicyDocument)).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: resources.length > 1 ? resources : resources[0],
          },
        ],
      },
    ]);
    expect(Object.keys(role?.Properties ?? {}).sort()).toEqual(['AssumeRolePolicyDocument', 'Policies']);
    const attached = resourcesOf(template, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
      JSON.stringify(Properties.Roles).includes(roleId),
    );
    expect(attached).toEqual([]);
  });

  it('is retained and deleted like the user pool', () => {
    const [, { DeletionPolicy, UpdateReplacePolicy }] = onlyOne(template, 'AWS::Cognito::UserPool');
    expect(pool).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
  });

  it('has its id in the outputs', () => {
    expect(template.findOutputs('IdentityPoolId')).toEqual({ IdentityPoolId: { Value: { Ref: poolId } } });
  });
});

describe.each(stacks)('without the setting identityPool, $title', ({ stack, template }) => {
  it('the stack has no identity pool and no role for it', () => {
    for (const type of ['AWS::Cognito::IdentityPool', 'AWS::Cognito::IdentityPoolRoleAttachment']) {
      expect(template.findResources(type)).toEqual({});
    }
    const text = JSON.stringify(template.toJSON());
    for (const word of ['execute-api:Invoke', ISSUER]) expect(text.split(word)).toHaveLength(1);
  });

  it('the stack has no route that takes signed requests, except those of features', () => {
    const signed = stack.api.routes.filter(({ row }) => row.auth === 'iam').map(({ row }) => row.name);
    expect(signed).not.toContain('private');
    if (signed.length > 0) return;
    const text = JSON.stringify(template.toJSON());
    for (const word of ['AWS_IAM', 'X-Amz-', 'invalid_signature']) expect(text.split(word)).toHaveLength(1);
  });
});
