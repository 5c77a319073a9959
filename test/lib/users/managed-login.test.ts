import { onlyOne, resourcesOf, stacks, stageWith, templateOf } from '../support/stacks';

const urls = {
  callbackUrls: ['https://app.example.com/signed-in', 'http://localhost:5173/'],
  logoutUrls: ['https://app.example.com/', 'http://localhost:5173/'],
};
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d';
const customDomain = { domainName: 'login.example.com', certificateArn };

/** The dev stack of `stacks`, with managed login. */
const templateWith = (managedLogin: object) =>
  templateOf(stageWith({ stage: 'dev', signInWith: 'email', managedLogin }));

const on = templateWith({ domainPrefix: 'engine', ...urls });
const [poolId] = onlyOne(on, 'AWS::Cognito::UserPool');
const [clientId, { Properties: client }] = onlyOne(on, 'AWS::Cognito::UserPoolClient');

describe('managed login', () => {
  it('adds a domain with the current pages, and the branding style that they require', () => {
    const [, { Properties: domain }] = onlyOne(on, 'AWS::Cognito::UserPoolDomain');
    expect(domain).toEqual({ Domain: 'engine', ManagedLoginVersion: 2, UserPoolId: { Ref: poolId } });
    const [, { Properties: branding }] = onlyOne(on, 'AWS::Cognito::ManagedLoginBranding');
    expect(branding).toEqual({
      ClientId: { Ref: clientId },
      UseCognitoProvidedValues: true,
      UserPoolId: { Ref: poolId },
    });
  });

  it('allows the authorization code grant only, with the four scopes', () => {
    expect(client).toMatchObject({
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
      SupportedIdentityProviders: ['COGNITO'],
    });
  });

  it('allows the callback and logout URLs of the stage', () => {
    expect([client.CallbackURLs, client.LogoutURLs]).toEqual([urls.callbackUrls, urls.logoutUrls]);
  });

  it('changes nothing else in the stack', () => {
    const off = stacks.find(({ stage }) => stage.name === 'dev')?.template.toJSON() ?? {};
    const { Resources, Outputs } = structuredClone(on.toJSON());
    for (const id of Object.keys(Resources).filter((id) => id.startsWith('ManagedLogin'))) delete Resources[id];
    const { AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs, LogoutURLs, ...rest } = Resources[clientId].Properties;
    Resources[clientId].Properties = { ...rest, AllowedOAuthFlowsUserPoolClient: false };
    const { LoginUrl, LogoutUrl, ...outputs } = Outputs;
    expect({ Resources, Outputs: outputs }).toEqual({ Resources: off.Resources, Outputs: off.Outputs });
  });

  it('outputs the sign-in URL, without state and code challenge, and the sign-out URL', () => {
    const [domainId] = onlyOne(on, 'AWS::Cognito::UserPoolDomain');
    const outputs = JSON.parse(
      JSON.stringify(on.findOutputs('*'))
        .replaceAll(JSON.stringify({ Ref: domainId }), '"engine"')
        .replaceAll(JSON.stringify({ Ref: clientId }), '"CLIENT"')
        .replaceAll(JSON.stringify({ Ref: 'AWS::Region' }), '"eu-west-1"'),
    );
    const [login, logout] = [outputs.LoginUrl, outputs.LogoutUrl].map(
      ({ Value }) => new URL(Value['Fn::Join'][1].join('')),
    );
    expect([login?.origin, login?.pathname]).toEqual([
      'https://engine.auth.eu-west-1.amazoncognito.com',
      '/oauth2/authorize',
    ]);
    expect(Object.fromEntries(login?.searchParams ?? [])).toEqual({
      client_id: 'CLIENT',
      response_type: 'code',
      scope: 'openid email profile aws.cognito.signin.user.admin',
      redirect_uri: urls.callbackUrls[0],
      code_challenge_method: 'S256',
    });
    expect(logout?.pathname).toBe('/logout');
    expect(Object.fromEntries(logout?.searchParams ?? [])).toEqual({
      client_id: 'CLIENT',
      logout_uri: urls.logoutUrls[0],
    });
  });

  it('uses a custom domain, whose DNS target is an output, and the classic pages without a branding style if the stage says so', () => {
    const own = templateWith({ customDomain, version: 'classic', ...urls });
    const [domainId, { Properties: domain }] = onlyOne(own, 'AWS::Cognito::UserPoolDomain');
    expect(domain).toEqual({
      CustomDomainConfig: { CertificateArn: certificateArn },
      Domain: 'login.example.com',
      ManagedLoginVersion: 1,
      UserPoolId: { Ref: poolId },
    });
    expect(resourcesOf(own, 'AWS::Cognito::ManagedLoginBranding')).toEqual([]);
    expect(own.findOutputs('ManagedLoginDomainTarget')).toEqual({
      ManagedLoginDomainTarget: { Value: { 'Fn::GetAtt': [domainId, 'CloudFrontDistribution'] } },
    });
    expect(on.findOutputs('ManagedLoginDomainTarget')).toEqual({});
    const address = own.findOutputs('LoginUrl').LoginUrl?.Value['Fn::Join'][1];
    expect(address.slice(0, 3)).toEqual(['https://', { Ref: domainId }, '/oauth2/authorize?client_id=']);
  });
});
