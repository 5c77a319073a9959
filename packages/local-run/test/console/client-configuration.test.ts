import { createClientConfiguration, withLocalOutputs } from '../../src/console/client-configuration';
import type { Deployment, UserPoolDefinition } from '../../src/template/deployment';

const COGNITO = 'http://localhost:9229';
const OAuth = {
  AllowedOAuthScopes: ['openid', 'email'],
  CallbackURLs: ['https://app.example.com/'],
  LogoutURLs: ['https://app.example.com/bye'],
};
const address = 'https://app.auth.eu-west-1.amazoncognito.com';
const pool: UserPoolDefinition = {
  logicalId: 'Pool',
  id: 'eu-west-1_Abc123xyz',
  properties: {},
  clients: [{ logicalId: 'Client', id: 'client-id', properties: OAuth }],
  groups: [],
  identityProviders: [],
  managedLogin: undefined,
};
const poolWithDomain = { ...pool, managedLogin: { address, version: 2 as const, styledClients: [] } };

const deployment = (userPools: UserPoolDefinition[], outputs: Record<string, string> = {}): Deployment => ({
  stackName: 'app',
  account: '000000000000',
  region: 'eu-west-1',
  restApiId: 'abcdefghij',
  stageName: 'dev',
  methods: [],
  functions: [],
  gatewayResponses: new Map(),
  userPools,
  triggers: [],
  identityPools: [],
  tables: [],
  permissions: new Map(),
  outputs,
  notServed: [],
  warnings: [],
});

describe('an output', () => {
  it('has the local Cognito instead of the domain of the user pool', () => {
    const { outputs } = withLocalOutputs(
      deployment([poolWithDomain], { LoginUrl: `${address}/login?x=y`, Other: 'value' }),
      COGNITO,
    );
    expect(outputs).toEqual({ LoginUrl: `${COGNITO}/login?x=y`, Other: 'value' });
  });
});

describe('the client configuration', () => {
  const ids = { userPoolId: pool.id, userPoolClientId: 'client-id', cognito: COGNITO, routes: [] };

  it('has the endpoints of managed login when the user pool has a domain', () => {
    expect(createClientConfiguration(deployment([poolWithDomain]), COGNITO)).toEqual({
      ...ids,
      managedLogin: {
        authorizationEndpoint: `${COGNITO}/oauth2/authorize`,
        tokenEndpoint: `${COGNITO}/oauth2/token`,
        revocationEndpoint: `${COGNITO}/oauth2/revoke`,
        logoutEndpoint: `${COGNITO}/logout`,
        scopes: OAuth.AllowedOAuthScopes,
        callbackUrls: OAuth.CallbackURLs,
        logoutUrls: OAuth.LogoutURLs,
        identityProviders: [],
      },
    });
  });

  it('has the names of the identity providers of the user pool', () => {
    const google = { logicalId: 'Google', id: 'Google', properties: { ProviderName: 'Google' } };
    const { managedLogin } = createClientConfiguration(
      deployment([{ ...poolWithDomain, identityProviders: [google] }]),
      COGNITO,
    );
    expect(managedLogin?.identityProviders).toEqual(['Google']);
  });

  it('has no managed login when the user pool has no domain', () => {
    expect(createClientConfiguration(deployment([pool]), COGNITO)).toEqual({ ...ids, managedLogin: null });
  });

  it('has no ids when there is no user pool', () => {
    expect(createClientConfiguration(deployment([]), COGNITO)).toEqual({
      cognito: COGNITO,
      managedLogin: null,
      routes: [],
    });
  });
});
