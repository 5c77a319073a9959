import { type Endpoints, LocalRun } from '../src/local-run';
import { createLogger } from '../src/log/logger';
import { type Assembly, synthesize } from '../src/synth/assembly';
import type { Deployment } from '../src/template/deployment';
import { Browser } from './cognito/support/browser';
import { challengeOf, verifier } from './cognito/support/managed-login';
import { assemblyOf } from './support/assembly';

jest.mock('../src/synth/assembly');

const CALLBACK = 'https://app.example.com/signed-in';
const options = {
  context: {},
  port: 0,
  cognitoPort: 0,
  cognitoEndpoint: undefined,
  dynamodbPort: 0,
  identityProviderPort: 0,
  dynamodbEndpoint: undefined,
  endpointVariables: {},
  functionsEnv: undefined,
  region: 'eu-west-1',
  throttling: true,
  openapi: undefined,
  state: undefined,
  fresh: false,
  seed: undefined,
};

let run: LocalRun;
let endpoints: Endpoints;

beforeEach(async () => {
  run = new LocalRun(
    options,
    createLogger({ format: 'text', colors: false, verbose: false }, () => {}),
  );
  endpoints = await run.listen();
});
afterEach(() => run.close());

/** Loads an app whose user pool has the identity providers, as the CDK synthesizes them. */
function load(providers: Readonly<Record<string, object>>): Promise<Deployment> {
  const RestApiId = { Ref: 'Api' };
  const UserPoolId = { Ref: 'Pool' };
  const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });
  const Resources = {
    Api: resource('AWS::ApiGateway::RestApi'),
    Stage: resource('AWS::ApiGateway::Stage', { RestApiId, StageName: 'dev' }),
    Pool: resource('AWS::Cognito::UserPool'),
    Domain: resource('AWS::Cognito::UserPoolDomain', { UserPoolId, Domain: 'my-app' }),
    Client: resource('AWS::Cognito::UserPoolClient', {
      UserPoolId,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid', 'email'],
      CallbackURLs: [CALLBACK],
      SupportedIdentityProviders: ['COGNITO', ...Object.keys(providers).map((Ref) => ({ Ref }))],
    }),
    ...Object.fromEntries(
      Object.entries(providers).map(([id, properties]) => [
        id,
        resource('AWS::Cognito::UserPoolIdentityProvider', { UserPoolId, ...properties }),
      ]),
    ),
  };
  jest
    .mocked(synthesize)
    .mockImplementationOnce(async (): Promise<Assembly> => assemblyOf([{ template: { Resources } }]));
  return run.load(endpoints);
}

const google = {
  ProviderName: 'Google',
  ProviderType: 'Google',
  ProviderDetails: {
    client_id: 'google-client',
    client_secret: '{{resolve:secretsmanager:google:SecretString:clientSecret::}}',
    authorize_scopes: 'openid email',
  },
  AttributeMapping: { email: 'email', email_verified: 'email_verified' },
};

/** Signs in with Google on the pages and returns the URL of the app to which the browser is sent. */
async function signIn({ userPools }: Deployment): Promise<URL | undefined> {
  const browser = new Browser(endpoints.cognito, run.identityProviderUrl ?? endpoints.cognito);
  const query = new URLSearchParams({
    ...{
      client_id: userPools[0]?.clients[0]?.id ?? '',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid',
    },
    ...{ code_challenge: challengeOf(verifier), code_challenge_method: 'S256', identity_provider: 'Google' },
  });
  const { html } = await browser.open(`/oauth2/authorize?${query}`);
  expect(html).toContain('This is a stand-in for Google');
  return (await browser.submit({ email: 'ada@example.org', verified: 'yes' })).left;
}

it('serves stand-ins for the identity providers of the template, from the first one on and after a reload', async () => {
  await load({});
  expect(run.identityProviderUrl).toBeUndefined();
  const deployment = await load({ Google: google });
  const url = run.identityProviderUrl;
  expect(url).toMatch(/^http:\/\/localhost:\d+$/);
  expect((await signIn(deployment))?.searchParams.has('code')).toBe(true);
  const saml = { ProviderName: 'Company', ProviderType: 'SAML', ProviderDetails: { MetadataURL: 'https://a.example' } };
  const reloaded = await load({ Google: google, Company: saml });
  expect(run.identityProviderUrl).toBe(url);
  expect((await signIn(reloaded))?.searchParams.has('code')).toBe(true);
});

it('names the provider and the setting that it does not support', async () => {
  await expect(load({ Google: { ...google, ProviderName: 'MyGoogle' } })).rejects.toThrow(
    'UserPoolIdentityProvider "Google": ProviderName must be Google, like ProviderType, not MyGoogle; AWS refuses it.',
  );
});

it('names the variable of the port if the port is in use', async () => {
  await load({ Google: google });
  const port = Number(new URL(run.identityProviderUrl ?? '').port);
  const other = new LocalRun(
    { ...options, identityProviderPort: port },
    createLogger({ format: 'text', colors: false, verbose: false }, () => {}),
  );
  const [first, firstEndpoints] = [run, endpoints];
  [run, endpoints] = [other, await other.listen()];
  await expect(load({ Google: google })).rejects.toThrow(`such as IDENTITY_PROVIDER_PORT=${port + 1}.`);
  other.close();
  [run, endpoints] = [first, firstEndpoints];
});
