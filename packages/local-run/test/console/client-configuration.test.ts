import { join } from 'node:path';
import { createClientConfiguration, withLocalOutputs } from '../../src/console/client-configuration';
import { readTitle } from '../../src/console/product-name';
import type { Deployment, TableDefinition, UserPoolDefinition } from '../../src/template/deployment';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const COGNITO = 'http://localhost:9229';
const context = {
  apiUrl: 'http://localhost:3000',
  cognito: COGNITO,
  embedded: { cognito: true, dynamodb: true },
  productName: 'Acme',
};
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
  const always = { ...context, region: 'eu-west-1', managedLogin: null, routes: [], tables: [] };
  const defaults = {
    signInWith: 'username',
    firstFactors: ['PASSWORD'],
    mfa: 'OFF',
    passwordPolicy: {
      minimumLength: 8,
      requireLowercase: true,
      requireUppercase: true,
      requireNumbers: true,
      requireSymbols: true,
    },
  };
  const ids = { ...always, ...defaults, userPoolId: pool.id, userPoolClientId: 'client-id' };
  const configurationWith = (properties: Record<string, unknown>) =>
    createClientConfiguration(deployment([{ ...pool, properties }]), context);

  it('has the endpoints of managed login when the user pool has a domain', () => {
    expect(createClientConfiguration(deployment([poolWithDomain]), context)).toEqual({
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
      context,
    );
    expect(managedLogin?.identityProviders).toEqual(['Google']);
  });

  it('has no managed login when the user pool has no domain', () => {
    expect(createClientConfiguration(deployment([pool]), context)).toEqual(ids);
  });

  it('has neither ids nor sign-in settings when there is no user pool', () => {
    expect(createClientConfiguration(deployment([]), context)).toEqual(always);
  });

  it('has the name of the stack when there is no product name', () => {
    const { productName } = createClientConfiguration(deployment([]), { ...context, productName: undefined });
    expect(productName).toBe('app');
  });

  it('has the names of the tables', () => {
    const table: TableDefinition = {
      logicalId: 'Notes',
      name: 'app-Notes-1ABC',
      createTable: {
        TableName: 'app-Notes-1ABC',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
      timeToLiveAttribute: undefined,
    };
    const { tables } = createClientConfiguration({ ...deployment([]), tables: [table] }, context);
    expect(tables).toEqual(['app-Notes-1ABC']);
  });

  it('has the sign-in settings of the user pool', () => {
    const properties = {
      MfaConfiguration: 'OPTIONAL',
      Policies: {
        PasswordPolicy: { MinimumLength: 12, RequireNumbers: true, TemporaryPasswordValidityDays: 3 },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
      },
      UsernameAttributes: ['email'],
      LambdaConfig: {},
    };
    expect(configurationWith(properties)).toMatchObject({
      signInWith: 'email',
      firstFactors: ['PASSWORD', 'WEB_AUTHN'],
      mfa: 'OPTIONAL',
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: false,
        requireUppercase: false,
        requireNumbers: true,
        requireSymbols: false,
      },
    });
  });

  it('has user names as sign-in names when e-mail addresses are aliases', () => {
    expect(configurationWith({ AliasAttributes: ['email'] })).toMatchObject({ signInWith: 'username' });
  });

  it('has no sign-in settings when a property has another type than in AWS', () => {
    expect(configurationWith({ MfaConfiguration: 'SOMETIMES' })).toEqual({
      ...always,
      userPoolId: pool.id,
      userPoolClientId: 'client-id',
    });
  });
});

describe('the title of an OpenAPI document', () => {
  const folder = temporaryFolder();
  const file = (content: string) => join(writeFiles(folder, { 'openapi.json': content }), 'openapi.json');

  it('is read from the file', () => {
    expect(readTitle(file('{"info":{"title":"Acme"}}'))).toBe('Acme');
  });

  it.each(['{', 'null', '{"info":{"title":""}}'])('is undefined when the file contains %s', (content) => {
    expect(readTitle(file(content))).toBeUndefined();
  });

  it('is undefined when there is no file', () => {
    expect([readTitle(undefined), readTitle('none.json')]).toEqual([undefined, undefined]);
  });
});
