// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import type { CloudFormationTemplate } from '../../src/template/intrinsics';
import { readDeployment } from '../../src/template/read-deployment';
import { assemblyOf } from '../support/assembly';

const UserPoolId = { Ref: 'Pool' };
const ClientId = { Ref: 'Client' };
const domain = (Properties: object) => ({
  Domain: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { UserPoolId, ...Properties } },
});
const branding = (Properties: object = {}) => ({
  Branding: { Type: 'AWS::Cognito::ManagedLoginBranding', Properties: { UserPoolId, ClientId, ...Properties } },
});

/** Reads a template with a user pool, an app client and these resources. */
function read(more: CloudFormationTemplate['Resources'], output: unknown = '') {
  const Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'dev' } },
    Pool: { Type: 'AWS::Cognito::UserPool' },
    Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId } },
    ...more,
  };
  const Parameters = { Id: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/google/id' } };
  const template = { Resources, Parameters, Outputs: { LoginUrl: { Value: output } } };
  return readDeployment(assemblyOf([{ template }]), 'eu-west-1');
}

describe('the domain of a user pool', () => {
  const managedLogin = (more: CloudFormationTemplate['Resources']) => read(more).userPools[0]?.managedLogin;

  it('is undefined when the template has none', () => {
    expect(managedLogin({})).toBeUndefined();
  });

  it('is a prefix of the domain of Cognito, or a custom domain', () => {
    expect(managedLogin(domain({ Domain: 'app' }))).toEqual({
      address: 'https://app.auth.eu-west-1.amazoncognito.com',
      version: 1,
      styledClients: [],
    });
    const CustomDomainConfig = { CertificateArn: 'arn' };
    expect(managedLogin(domain({ Domain: 'login.example.com', CustomDomainConfig }))?.address).toBe(
      'https://login.example.com',
    );
  });

  it('has the version of managed login and the app clients with a branding style', () => {
    const login = managedLogin({ ...domain({ Domain: 'app', ManagedLoginVersion: 2 }), ...branding() });
    expect(login).toMatchObject({ version: 2, styledClients: [read({}).userPools[0]?.clients[0]?.id] });
  });

  it('is part of outputs that refer to it', () => {
    const address = { 'Fn::Join': ['', ['https://', { Ref: 'Domain' }, '.auth.eu-west-1.amazoncognito.com/login']] };
    expect(read(domain({ Domain: 'app' }), address).outputs.LoginUrl).toBe(
      'https://app.auth.eu-west-1.amazoncognito.com/login',
    );
  });

  it.each([
    [
      'an unknown version',
      domain({ Domain: 'app', ManagedLoginVersion: 3 }),
      /^Domain .*support: ManagedLoginVersion$/,
    ],
    ['an unsupported property', domain({ Domain: 'app', Routing: {} }), /^Domain .*support: Routing$/],
    ['an unsupported property of its style', branding({ Unknown: 1 }), /^Branding .*support: Unknown$/],
    [
      'a second domain',
      { ...domain({ Domain: 'a' }), Second: domain({ Domain: 'b' }).Domain },
      /^Second is a second domain of its user pool\. /,
    ],
  ])('is rejected with %s', (_, more, message) => {
    expect(() => read(more)).toThrow(message);
  });
});

describe('an identity provider', () => {
  const provider = (ProviderDetails: object, more: CloudFormationTemplate['Resources'] = {}) =>
    read({
      Google: {
        Type: 'AWS::Cognito::UserPoolIdentityProvider',
        Properties: { UserPoolId, ProviderName: 'Google', ProviderType: 'Google', ProviderDetails },
      },
      Other: { Type: 'AWS::Cognito::UserPool' },
      ...more,
    });

  it('belongs to its user pool', () => {
    const { userPools, notServed } = provider({ client_id: 'app' });
    expect(userPools.map(({ identityProviders }) => identityProviders)).toEqual([
      [expect.objectContaining({ logicalId: 'Google', id: 'Google' })],
      [],
    ]);
    expect(userPools[0]?.identityProviders[0]?.properties).toEqual({
      UserPoolId: userPools[0]?.id,
      ProviderName: 'Google',
      ProviderType: 'Google',
      ProviderDetails: { client_id: 'app' },
    });
    expect(notServed).toEqual([]);
  });

  it('has its name as the value of a reference', () => {
    const client = { UserPoolId, SupportedIdentityProviders: ['COGNITO', { Ref: 'Google' }] };
    const { userPools } = provider({}, { Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: client } });
    expect(userPools[0]?.clients[0]?.properties.SupportedIdentityProviders).toEqual(['COGNITO', 'Google']);
  });

  it.each([
    ['a secret', '{{resolve:secretsmanager:google:SecretString:secret::}}'],
    ['an SSM parameter', '{{resolve:ssm:/google/id}}'],
    ['a version of an SSM parameter', '{{resolve:ssm:/google/id:3}}'],
    ['a secure SSM parameter', '{{resolve:ssm-secure:/google/secret:1}}'],
  ])('keeps a reference to %s as it is', (_, reference) => {
    const { userPools } = provider({ client_secret: reference, joined: { 'Fn::Join': ['', [reference, '/']] } });
    expect(userPools[0]?.identityProviders[0]?.properties.ProviderDetails).toEqual({
      client_secret: reference,
      joined: `${reference}/`,
    });
  });

  it('keeps a reference to a secret and a parameter of the app, which are not listed as skipped', () => {
    const secret = { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}:SecretString:secret}}' };
    const { userPools, notServed } = provider(
      { client_id: { Ref: 'Id' }, client_secret: secret },
      { Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'google' } } },
    );
    const arn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:google';
    expect(userPools[0]?.identityProviders[0]?.properties.ProviderDetails).toEqual({
      client_id: '{{resolve:ssm:/google/id}}',
      client_secret: `{{resolve:secretsmanager:${arn}:SecretString:secret}}`,
    });
    expect(notServed).toEqual([]);
  });
});
