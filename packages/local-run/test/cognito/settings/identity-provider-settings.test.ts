import { EmbeddedCognito } from '../../../src/cognito/embedded-cognito';
import type { UserPoolDefinition } from '../../../src/cognito/settings/definitions';
import { acme, appProperties, federatedPool, google, saml } from '../support/federation';
import { REGION } from '../support/harness';
import { APP } from '../support/managed-login';

/** The message of the error, or 'accepted'. */
function resultOf(definition: UserPoolDefinition): string {
  try {
    new EmbeddedCognito({ region: REGION }).configure([definition]);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

const details = (part: typeof google) => part.properties.ProviderDetails as Record<string, string>;
const withProvider = (part: typeof google, changes: Record<string, unknown>) =>
  resultOf({
    ...federatedPool,
    clients: [],
    identityProviders: [{ ...part, properties: { ...part.properties, ...changes } }],
  });
const withDetails = (part: typeof google, changes: Record<string, unknown>) =>
  withProvider(part, { ProviderDetails: { ...details(part), ...changes } });

describe('the identity providers of a user pool', () => {
  it('can be of each type', () => {
    expect(resultOf(federatedPool)).toBe('accepted');
    const { client_id, client_secret } = details(google);
    const social = { client_id, client_secret };
    for (const [type, ProviderDetails] of [
      ['Facebook', { ...social, authorize_scopes: 'public_profile,email', api_version: 'v17.0' }],
      ['LoginWithAmazon', { ...social, authorize_scopes: 'profile' }],
      ['SignInWithApple', { client_id, authorize_scopes: 'email name', key_id: 'k', private_key: 'p', team_id: 't' }],
    ] as const) {
      expect([type, withProvider(google, { ProviderName: type, ProviderType: type, ProviderDetails })]).toEqual([
        type,
        'accepted',
      ]);
    }
  });

  it.each([
    [google, { Novelty: 1 }, 'does not support the setting Novelty'],
    [google, { ProviderType: 'GitHub' }, 'does not support ProviderType = "GitHub"; it supports "Google"'],
    [
      google,
      { ProviderName: 'MyGoogle' },
      'ProviderName must be Google, like ProviderType, not MyGoogle; AWS refuses it.',
    ],
    [acme, { ProviderName: 'ab' }, 'ProviderName must have 3 to 32 characters'],
    [acme, { ProviderName: 'a'.repeat(33) }, 'ProviderName must have 3 to 32 characters'],
    [acme, { ProviderName: 'my acme' }, 'without spaces and underscores, not "my acme"; AWS refuses it.'],
    [acme, { ProviderName: 'Google' }, 'ProviderName must not be Google, which is reserved; AWS refuses it.'],
    [acme, { ProviderName: 'COGNITO' }, 'ProviderName must not be COGNITO'],
    [acme, { IdpIdentifiers: ['a/b'] }, 'IdpIdentifiers contains "a/b"'],
    [
      google,
      { AttributeMapping: { email: 'email', 'custom:none': 'x' } },
      'AttributeMapping contains custom:none, which the schema',
    ],
    [google, { AttributeMapping: { email: 'email', sub: 'sub' } }, 'AttributeMapping contains sub, which Cognito sets'],
    [
      google,
      { AttributeMapping: { name: 'name' } },
      'the attribute mapping is missing required attributes [email]; AWS refuses it.',
    ],
    [saml, { ProviderDetails: {} }, 'ProviderDetails must have MetadataURL or MetadataFile'],
  ])('are refused by name: %#', (part, changes, words) => {
    const message = withProvider(part, changes);
    expect(message).toMatch(new RegExp(`^UserPoolIdentityProvider "${part.logicalId}": `));
    expect(message).toContain(words);
  });

  it.each([
    [google, { authorize_scopes: undefined }, 'authorize_scopes'],
    [google, { client_id: undefined }, 'client_id'],
    [google, { client_secret: '' }, 'client_secret'],
    [google, { oidc_issuer: 'https://accounts.google.com' }, 'does not support the setting oidc_issuer'],
    [acme, { oidc_issuer: undefined }, 'oidc_issuer'],
    [
      acme,
      { oidc_issuer: 'http://login.acme.example' },
      'ProviderDetails.oidc_issuer must be an https URL, not "http:',
    ],
    [acme, { authorize_scopes: 'email' }, 'ProviderDetails.authorize_scopes must contain openid'],
    [acme, { attributes_request_method: 'PUT' }, 'attributes_request_method = "PUT"; it supports "GET", "POST"'],
  ])('are refused by a wrong detail: %#', (part, changes, words) => {
    const message = withDetails(part, changes);
    expect(message).toMatch(new RegExp(`^UserPoolIdentityProvider "${part.logicalId}": `));
    expect(message).toContain(words);
    expect(message).not.toContain('{{resolve');
  });

  it('are refused if two have the same name', () => {
    expect(resultOf({ ...federatedPool, identityProviders: [google, google] })).toBe(
      'UserPool "LoginPool": two identity providers have the name Google; AWS refuses it.',
    );
  });

  it('are refused for a client that may not write a mapped attribute', () => {
    const properties = { ...appProperties, WriteAttributes: ['email'] };
    expect(resultOf({ ...federatedPool, clients: [{ logicalId: 'App', id: APP, properties }] })).toBe(
      'UserPoolClient "App": WriteAttributes lacks name, which the identity provider Google maps; ' +
        'AWS then refuses each sign-in with Google.',
    );
  });
});
