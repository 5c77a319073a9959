import { join } from 'node:path';
import { clientConfiguration, servedHere } from '../../src/console/client-configuration';
import type { CloudFormationTemplate } from '../../src/template/intrinsics';
import { readDeployment } from '../../src/template/read-deployment';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const COGNITO = 'http://localhost:9229';
const code = writeFiles(join(temporaryFolder(), 'code'), { 'index.mjs': '' });
const UserPoolId = { Ref: 'Pool' };
const ClientId = { Ref: 'Client' };
const OAuth = {
  AllowedOAuthScopes: ['openid', 'email'],
  CallbackURLs: ['https://app.example.com/'],
  LogoutURLs: ['https://app.example.com/bye'],
};
const domain = (Properties: object) => ({
  Domain: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { UserPoolId, ...Properties } },
});
const branding = (Properties: object = {}) => ({
  Branding: { Type: 'AWS::Cognito::ManagedLoginBranding', Properties: { UserPoolId, ClientId, ...Properties } },
});

/** The deployment of an app with these resources besides, and an output that leads to its domain. */
function read(more: CloudFormationTemplate['Resources'], address: unknown = '') {
  const Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'dev' } },
    Pool: { Type: 'AWS::Cognito::UserPool' },
    Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId, ...OAuth } },
    ...more,
  };
  const template = { Resources, Outputs: { LoginUrl: { Value: address } } };
  return readDeployment({ stackName: 'app', template, assetFolders: new Map([['a.zip', code]]) }, 'eu-west-1');
}

describe('the domain of a user pool', () => {
  const ofPool = (more: CloudFormationTemplate['Resources']) => read(more).userPools[0]?.managedLogin;

  it('is missing where the template has none', () => {
    expect(ofPool({})).toBeUndefined();
  });

  it('is Cognito’s own with a prefix, or one that somebody brings along', () => {
    expect(ofPool(domain({ Domain: 'engine' }))).toEqual({
      address: 'https://engine.auth.eu-west-1.amazoncognito.com',
      version: 1,
      styledClients: [],
    });
    const CustomDomainConfig = { CertificateArn: 'arn' };
    expect(ofPool(domain({ Domain: 'login.example.com', CustomDomainConfig }))?.address).toBe(
      'https://login.example.com',
    );
  });

  it('has the version of its pages, and the clients that have a style for them', () => {
    const login = ofPool({ ...domain({ Domain: 'engine', ManagedLoginVersion: 2 }), ...branding() });
    expect(login).toMatchObject({ version: 2, styledClients: [read({}).userPools[0]?.clients[0]?.id] });
  });

  it.each([
    [{ ...domain({ Domain: 'engine', ManagedLoginVersion: 3 }) }, /^Domain .* cannot do: ManagedLoginVersion$/],
    [{ ...domain({ Domain: 'engine', Routing: {} }) }, /^Domain .* cannot do: Routing$/],
    [{ ...branding({ Novelty: 1 }) }, /^Branding .* cannot do: Novelty$/],
    [
      { ...domain({ Domain: 'a' }), Second: domain({ Domain: 'b' }).Domain },
      /^Second is a second domain of its user pool/,
    ],
  ])('stops the start where the local run cannot serve it (#%#)', (more, sentence) => {
    expect(() => read(more)).toThrow(sentence);
  });
});

describe('served on this machine', () => {
  const address = { 'Fn::Join': ['', ['https://', { Ref: 'Domain' }, '.auth.eu-west-1.amazoncognito.com/login?x=y']] };

  it('an output that leads to the domain leads here', () => {
    const deployment = read(domain({ Domain: 'engine' }), address);
    expect(deployment.outputs.LoginUrl).toBe('https://engine.auth.eu-west-1.amazoncognito.com/login?x=y');
    expect(servedHere(deployment, COGNITO).outputs.LoginUrl).toBe(`${COGNITO}/login?x=y`);
  });

  it('a page is told where to sign in, and that it cannot where there is no domain', () => {
    const deployment = read(domain({ Domain: 'engine' }));
    const [pool] = deployment.userPools;
    const ids = { userPoolId: pool?.id, userPoolClientId: pool?.clients[0]?.id, cognito: COGNITO };
    expect(clientConfiguration(deployment, COGNITO)).toEqual({
      ...ids,
      managedLogin: {
        authorizationEndpoint: `${COGNITO}/oauth2/authorize`,
        tokenEndpoint: `${COGNITO}/oauth2/token`,
        revocationEndpoint: `${COGNITO}/oauth2/revoke`,
        logoutEndpoint: `${COGNITO}/logout`,
        scopes: OAuth.AllowedOAuthScopes,
        callbackUrls: OAuth.CallbackURLs,
        logoutUrls: OAuth.LogoutURLs,
      },
      routes: [],
    });
    expect(clientConfiguration(read({}), COGNITO)).toEqual({ ...ids, managedLogin: null, routes: [] });
  });
});
