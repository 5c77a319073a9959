import { parseStage } from '../../../lib/stages/stage-config';
import { stageFromContext } from '../../../lib/stages/stages';
import { UserError } from '../../../lib/user-error';

const managedLogin = {
  domainPrefix: 'engine',
  callbackUrls: ['https://app.example.com/'],
  logoutUrls: ['https://app.example.com/'],
};
const google = { clientId: '123-abc.apps.googleusercontent.com', secretName: 'engine/google' };
const apple = { servicesId: 'com.example.web', teamId: 'ABCDE12345', keyId: 'FGHIJ67890', secretName: 'engine/apple' };
const corp = { name: 'Corp', issuer: 'https://login.example.com', clientId: 'web', secretName: 'engine/corp' };
const acme = { name: 'Acme', metadataUrl: 'https://idp.example.com/metadata?tenant=1' };

const stageWith = (identityProviders: unknown) => stageFromContext({ managedLogin, identityProviders });

/** The sentences that `cdk synth` prints for the setting. */
function errorsOf(identityProviders: unknown): string[] {
  try {
    stageWith(identityProviders);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('identityProviders', () => {
  it('is off by default', () => {
    expect(stageFromContext({}).identityProviders).toBeUndefined();
    expect(stageFromContext({ stage: 'prod' }).identityProviders).toBeUndefined();
  });

  it('is read from the command line, with the default scopes and without sign-out at SAML providers', () => {
    const text = JSON.stringify({ google, apple, oidc: [corp], saml: [acme] });
    expect(stageWith(text).identityProviders).toEqual({
      google,
      apple,
      oidc: [{ ...corp, scopes: ['openid', 'email'] }],
      saml: [{ ...acme, signOut: false }],
    });
  });

  it('requires managedLogin', () => {
    const settings = stageFromContext({});
    const { name, ...withoutName } = settings;
    expect(() => parseStage(name, { ...withoutName, identityProviders: { google } })).toThrow(
      new UserError('identityProviders needs managedLogin, whose pages lead to the providers'),
    );
  });

  const secret = 'GOCSPX-0123456789abcdefghijklmnopqr';
  const key = '-----BEGIN PRIVATE KEY-----\nMIGTAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----';

  it.each([secret, key, 'abcDEF~0123.456_789-abcdefghijklmnopqrstu', 'google', '', 'a//b', '/a', 'a/'])(
    'rejects a secret in place of the name of a secret, without printing it: %j',
    (secretName) => {
      const [error = '', ...others] = errorsOf({ google: { ...google, secretName } });
      expect([error, others]).toEqual([
        'identityProviders.google.secretName must be the name of a secret in AWS Secrets Manager, with a slash, such as ' +
          'my-product/google. Never put the secret itself into a setting',
        [],
      ]);
    },
  );

  it.each([
    ['google.clientSecret', { google: { ...google, clientSecret: secret } }],
    ['google.client_secret', { google: { ...google, client_secret: secret } }],
    ['google.secret', { google: { ...google, secret } }],
    ['apple.privateKey', { apple: { ...apple, privateKey: key } }],
    ['apple.key', { apple: { ...apple, key } }],
    ['oidc.1.clientSecret', { oidc: [corp, { ...corp, name: 'Corp2', clientSecret: secret }] }],
  ])('says where a secret belongs, without printing it: %s', (path, providers) => {
    expect(errorsOf(providers)).toEqual([
      `identityProviders.${path} is not a setting: put the secret into AWS Secrets Manager, and its name into secretName`,
    ]);
  });

  it.each([secret, [secret], 1, { google: secret }, { apple: [secret] }, { oidc: secret }, { saml: { secret } }])(
    'prints no value of the wrong kind, which may be a secret: %j',
    (providers) => {
      const errors = errorsOf(providers);
      expect(errors.join()).toMatch(/^identityProviders/);
      expect(errors.join()).not.toContain(secret);
    },
  );

  const rejected: readonly (readonly [providers: object, sentence: string])[] = [
    [{}, 'identityProviders must have at least one of google, apple, oidc and saml'],
    [{ oidc: [] }, 'identityProviders must have at least one of google, apple, oidc and saml'],
    [{ google, facebook: {} }, 'identityProviders.facebook is not a setting. Settings are google, apple, oidc, saml'],
    [
      { google: { ...google, scopes: [] } },
      'identityProviders.google.scopes is not a setting. Settings are clientId, secretName',
    ],
    [
      { oidc: [{ ...corp, url: '' }] },
      'identityProviders.oidc.0.url is not a setting. Settings are name, issuer, clientId, secretName, scopes',
    ],
    [{ google: { clientId: 'a' } }, 'identityProviders.google.secretName is missing'],
    [{ saml: [{ name: 'Acme' }] }, 'identityProviders.saml.0.metadataUrl is missing'],
    [
      { google: { ...google, clientId: 'a b' } },
      'identityProviders.google.clientId must be the client ID that the provider gave your app, not "a b"',
    ],
    [
      { apple: { ...apple, teamId: 'abcde12345' } },
      'identityProviders.apple.teamId must be the ID of your team at Apple, 10 capital letters and digits, not "abcde12345"',
    ],
    [
      { apple: { ...apple, keyId: '1' } },
      'identityProviders.apple.keyId must be the ID of the key, 10 capital letters and digits, not "1"',
    ],
    ...['http://login.example.com', 'login.example.com', 'https://a:b@example.com', 'https://example.com/#a'].map(
      (issuer): [object, string] => [
        { oidc: [{ ...corp, issuer }] },
        `identityProviders.oidc.0.issuer must be an https URL such as https://login.example.com, not "${issuer}"`,
      ],
    ),
    [
      { saml: [{ ...acme, metadataUrl: 'http://idp.example.com' }] },
      'identityProviders.saml.0.metadataUrl must be an https URL, not "http://idp.example.com"',
    ],
    [{ saml: [{ ...acme, signOut: 'yes' }] }, 'identityProviders.saml.0.signOut must be true or false'],
    [
      { oidc: [{ ...corp, scopes: ['openid'] }] },
      'identityProviders.oidc.0.scopes must include "openid" and "email": Cognito needs the address of the user',
    ],
    ...['Co', 'A_b', '1Corp', 'Corp Inc', 'Ünion', `C${'o'.repeat(32)}`].map((name): [object, string] => [
      { oidc: [{ ...corp, name }] },
      `identityProviders.oidc.0.name must be 3 to 32 letters, digits and hyphens that begin with a letter, not "${name}"`,
    ]),
    ...['COGNITO', 'Cognito', 'google', 'SignInWithApple', 'Facebook', 'loginwithamazon'].map(
      (name): [object, string] => [
        { saml: [{ ...acme, name }] },
        `identityProviders.saml.0.name must be another name than "${name}", which Cognito uses itself`,
      ],
    ),
    [{ oidc: [corp, corp] }, 'identityProviders must have providers with different names, in any letter case'],
    [
      { oidc: [corp], saml: [{ ...acme, name: 'corp' }] },
      'identityProviders must have providers with different names, in any letter case',
    ],
  ];

  it.each(rejected)('rejects %j with one sentence', (providers, sentence) => {
    expect(errorsOf(providers)).toEqual([sentence]);
  });
});
