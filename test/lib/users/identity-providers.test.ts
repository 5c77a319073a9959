import { onlyOne, resourcesOf, stageWith, synthesized, templateOf } from '../support/stacks';

const managedLogin = {
  domainPrefix: 'engine',
  callbackUrls: ['https://app.example.com/'],
  logoutUrls: ['https://app.example.com/'],
};
const google = { clientId: '123-abc.apps.googleusercontent.com', secretName: 'engine/google' };
const apple = { servicesId: 'com.example.web', teamId: 'ABCDE12345', keyId: 'FGHIJ67890', secretName: 'engine/apple' };
const corp = { name: 'Corp', issuer: 'https://login.example.com', clientId: 'web', secretName: 'engine/corp' };
const acme = { name: 'Acme', metadataUrl: 'https://idp.example.com/metadata' };

const stage = (options: Record<string, unknown>) =>
  stageWith({ stage: 'dev', signInWith: 'email', managedLogin, ...options });
const templateWith = (identityProviders: object, options = {}) => templateOf(stage({ identityProviders, ...options }));

const all = templateWith({ google, apple, oidc: [corp], saml: [acme] });
const [poolId] = onlyOne(all, 'AWS::Cognito::UserPool');
const providers = resourcesOf(all, 'AWS::Cognito::UserPoolIdentityProvider');

describe('the identity providers', () => {
  it('have secrets that CloudFormation reads from Secrets Manager, and map the address and whether it is verified', () => {
    const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
    expect(providers.map(([, { Properties }]) => Properties)).toEqual([
      {
        UserPoolId: { Ref: poolId },
        ProviderName: 'Google',
        ProviderType: 'Google',
        ProviderDetails: {
          client_id: google.clientId,
          client_secret: '{{resolve:secretsmanager:engine/google:SecretString:::}}',
          authorize_scopes: 'openid email',
        },
        AttributeMapping: { email: 'email', email_verified: 'email_verified' },
      },
      {
        UserPoolId: { Ref: poolId },
        ProviderName: 'SignInWithApple',
        ProviderType: 'SignInWithApple',
        ProviderDetails: {
          client_id: apple.servicesId,
          team_id: apple.teamId,
          key_id: apple.keyId,
          private_key: '{{resolve:secretsmanager:engine/apple:SecretString:::}}',
          authorize_scopes: 'email',
        },
        AttributeMapping: { email: 'email', email_verified: 'email_verified' },
      },
      {
        UserPoolId: { Ref: poolId },
        ProviderName: 'Corp',
        ProviderType: 'OIDC',
        ProviderDetails: {
          oidc_issuer: corp.issuer,
          client_id: corp.clientId,
          client_secret: '{{resolve:secretsmanager:engine/corp:SecretString:::}}',
          authorize_scopes: 'openid email',
          attributes_request_method: 'GET',
        },
        AttributeMapping: { email: 'email', email_verified: 'email_verified', preferred_username: 'sub' },
      },
      {
        UserPoolId: { Ref: poolId },
        ProviderName: 'Acme',
        ProviderType: 'SAML',
        ProviderDetails: { MetadataURL: acme.metadataUrl, IDPSignout: false },
        AttributeMapping: {
          email: `${claims}/emailaddress`,
          email_verified: 'email_verified',
          preferred_username: `${claims}/nameidentifier`,
        },
      },
    ]);
  });

  it('exist before the app client that names them, beside Cognito itself', () => {
    const [, client] = onlyOne(all, 'AWS::Cognito::UserPoolClient');
    const ids = providers.map(([id]) => id);
    expect(client.Properties.SupportedIdentityProviders).toEqual([...ids.map((Ref) => ({ Ref })), 'COGNITO']);
    expect(client.DependsOn).toEqual([...ids].sort());
  });

  it('sign users out at a SAML provider with signOut', () => {
    const template = templateWith({ saml: [{ ...acme, signOut: true }] });
    const [, { Properties }] = onlyOne(template, 'AWS::Cognito::UserPoolIdentityProvider');
    expect(Properties.ProviderDetails.IDPSignout).toBe(true);
  });

  it.each([
    [{ google, apple }, ['email']],
    [{ oidc: [corp] }, ['email', 'preferred_username']],
    [{ saml: [acme] }, ['email', 'preferred_username']],
  ])('of %j let the app client write %j, but never email_verified', (identityProviders, attributes) => {
    const [, { Properties }] = onlyOne(templateWith(identityProviders), 'AWS::Cognito::UserPoolClient');
    expect(Properties.WriteAttributes).toEqual(attributes);
    expect(Properties.ReadAttributes).toEqual(['email', 'email_verified']);
  });

  it('have outputs with what to register at them', () => {
    const outputsOf = (identityProviders: object) => Object.keys(templateWith(identityProviders).findOutputs('*'));
    const names = ['ProviderRedirectUrl', 'SamlReplyUrl', 'SamlEntityId'];
    const printed = (identityProviders: object) => outputsOf(identityProviders).filter((name) => names.includes(name));
    expect(printed({ google })).toEqual(['ProviderRedirectUrl']);
    expect(printed({ saml: [acme] })).toEqual(['SamlReplyUrl', 'SamlEntityId']);
    const { ProviderRedirectUrl, SamlReplyUrl, SamlEntityId } = all.findOutputs('*');
    const [domainId] = onlyOne(all, 'AWS::Cognito::UserPoolDomain');
    const at = (path: string) => ({
      'Fn::Join': ['', ['https://', { Ref: domainId }, '.auth.', { Ref: 'AWS::Region' }, `.amazoncognito.com${path}`]],
    });
    expect(ProviderRedirectUrl?.Value).toEqual(at('/oauth2/idpresponse'));
    expect(SamlReplyUrl?.Value).toEqual(at('/saml2/idpresponse'));
    expect(SamlEntityId?.Value).toEqual({ 'Fn::Join': ['', ['urn:amazon:cognito:sp:', { Ref: poolId }]] });
  });

  it('do not replace each other when one is added or removed', () => {
    const idsOf = (identityProviders: object) =>
      resourcesOf(templateWith(identityProviders), 'AWS::Cognito::UserPoolIdentityProvider').map(([id]) => id);
    const corp2 = { ...corp, name: 'Corp2' };
    expect(idsOf({ oidc: [corp2, corp] }).sort()).toEqual(
      [...idsOf({ oidc: [corp] }), ...idsOf({ oidc: [corp2] })].sort(),
    );
  });
});

describe('the pre-sign-up trigger', () => {
  const functionOf = (options: Record<string, unknown>) => {
    const { template } = synthesized(stage(options));
    const [poolId, { Properties: pool }] = onlyOne(template, 'AWS::Cognito::UserPool');
    const [id] = pool.LambdaConfig?.PreSignUp?.['Fn::GetAtt'] ?? [];
    const lambda = template.findResources('AWS::Lambda::Function')[id];
    const role = lambda?.Properties.Role['Fn::GetAtt'][0];
    const statements = resourcesOf(template, 'AWS::IAM::Policy')
      .filter(([, { Properties }]) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('cognito'));
    return { poolId, variables: lambda?.Properties.Environment.Variables, statements };
  };

  it('knows the providers, and may search the users of this pool and link accounts, nothing else', () => {
    const { poolId, variables, statements } = functionOf({
      identityProviders: { google, apple, oidc: [corp], saml: [acme] },
    });
    expect(variables).toEqual({
      ALLOWED_EMAIL_DOMAINS: '',
      IDENTITY_PROVIDERS: 'Google,SignInWithApple,Corp,Acme',
      SELF_SIGN_UP: 'true',
    });
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['cognito-idp:AdminLinkProviderForUser', 'cognito-idp:ListUsers'],
        Resource: { 'Fn::GetAtt': [poolId, 'Arn'] },
      },
    ]);
  });

  it('has no permission for the pool without identity providers', () => {
    const { variables, statements } = functionOf({ allowedEmailDomains: ['example.com'] });
    expect([variables, statements]).toEqual([{ ALLOWED_EMAIL_DOMAINS: 'example.com' }, []]);
  });
});
