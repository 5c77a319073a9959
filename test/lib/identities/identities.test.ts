import type { Template } from 'aws-cdk-lib/assertions';
import type { StageConfig } from '../../../lib/stages/stage-config';
import { onlyOne, resourcesOf } from '../support/stacks';

const ISSUER = 'cognito-identity.amazonaws.com';

/** The facts of an identity pool, in a template that has one. It takes long to make one more for a suite of its own. */
export function describeIdentityPool({ stage, template }: { stage: StageConfig; template: Template }): void {
  const [poolId, pool] = onlyOne(template, 'AWS::Cognito::IdentityPool');
  const roles = resourcesOf(template, 'AWS::IAM::Role').filter(([, { Properties }]) =>
    JSON.stringify(Properties.AssumeRolePolicyDocument).includes(ISSUER),
  );
  const [[roleId, role] = ['', undefined]] = roles;

  it('gives nothing to who is not signed in, and lets nobody choose a role', () => {
    expect(pool.Properties).toMatchObject({ AllowUnauthenticatedIdentities: false, AllowClassicFlow: false });
    expect(onlyOne(template, 'AWS::Cognito::IdentityPoolRoleAttachment')[1].Properties).toEqual({
      IdentityPoolId: { Ref: poolId },
      Roles: { authenticated: { 'Fn::GetAtt': [roleId, 'Arn'] } },
    });
  });

  it('trusts the app client of the stack alone, and asks its user pool whether the user is still there', () => {
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

  it('is the only one whose members may have the role, and only signed in', () => {
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

  it('lets them call GET /private of this API and stage, and do nothing else in the account', () => {
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

  it('keeps the ids of its identities as long as the pool its users', () => {
    const [, { DeletionPolicy, UpdateReplacePolicy }] = onlyOne(template, 'AWS::Cognito::UserPool');
    expect(pool).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
    // Deployed stacks know it by that id: under another one CloudFormation makes a new pool, with new identities.
    expect(poolId).toBe('FederatedIdentitiesIdentityPoolD9DB19A0');
  });

  it('is published, so that a client can ask it', () => {
    expect(template.findOutputs('IdentityPoolId')).toEqual({ IdentityPoolId: { Value: { Ref: poolId } } });
  });
}

/** And of one that has none. */
export function describeNoIdentityPool(template: Template): void {
  it('has nothing of it', () => {
    for (const type of ['AWS::Cognito::IdentityPool', 'AWS::Cognito::IdentityPoolRoleAttachment']) {
      expect(template.findResources(type)).toEqual({});
    }
    const text = JSON.stringify(template.toJSON());
    for (const word of ['AWS_IAM', 'execute-api:Invoke', ISSUER, 'X-Amz-', 'invalid_signature', '"private"']) {
      expect(text).not.toContain(word);
    }
  });
}
