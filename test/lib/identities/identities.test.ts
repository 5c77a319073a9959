import { withIdentityPool } from '../support/identity-pool-stack';
import { onlyOne, resourcesOf, stacks } from '../support/stacks';

const ISSUER = 'cognito-identity.amazonaws.com';

describe('the identity pool', () => {
  const { stage, template } = withIdentityPool;
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

  it('allows its users GET /private of this API and stage, and no other action', () => {
    const arn = [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':execute-api:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
    ];
    const [apiId] = onlyOne(template, 'AWS::ApiGateway::RestApi');
    expect(role?.Properties.Policies.map(({ PolicyDocument }: { PolicyDocument: object }) => PolicyDocument)).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: { 'Fn::Join': ['', [...arn, ':', { Ref: apiId }, `/${stage.name}/GET/private`]] },
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

describe.each(stacks)('without the setting identityPool, $title', ({ template }) => {
  it('the stack has no identity pool, no role for it and no route that takes signed requests', () => {
    for (const type of ['AWS::Cognito::IdentityPool', 'AWS::Cognito::IdentityPoolRoleAttachment']) {
      expect(template.findResources(type)).toEqual({});
    }
    const text = JSON.stringify(template.toJSON());
    for (const word of ['AWS_IAM', 'execute-api:Invoke', ISSUER, 'X-Amz-', 'invalid_signature', '"private"']) {
      expect(text).not.toContain(word);
    }
  });
});
