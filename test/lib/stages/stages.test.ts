import { parseStage, type StageConfig } from '../../../lib/stages/stage-config';
import { stageFromContext } from '../../../lib/stages/stages';
import { UserError } from '../../../lib/user-error';

/** The message of the UserError that a call throws. */
function errorOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('Expected a UserError');
}

describe('stageFromContext', () => {
  it('returns stage dev when the context has no option', () => {
    expect(stageFromContext({})).toMatchObject({ name: 'dev', deletionProtection: false });
  });

  it('returns the stage that the option stage names', () => {
    expect(stageFromContext({ stage: 'prod' })).toMatchObject({ name: 'prod', deletionProtection: true });
  });

  const asText: Record<string, string> = {
    productName: 'Engine',
    signInWith: 'email',
    requestsPerSecond: '20',
    waf: 'true',
    identityPool: 'true',
    sender: '{"address":"no-reply@example.com","name":"Engine"}',
    managedLogin:
      '{"domainPrefix":"engine","callbackUrls":["http://localhost:3000/"],"logoutUrls":["https://a.example"]}',
    alarmAddress: 'ops@example.com',
    emailLanguages: 'de,fr',
    logRetention: '30',
    account: '123456789012',
    region: 'eu-west-1',
    selfSignUp: 'false',
    allowedEmailDomains: 'example.com,example.org',
    passwordPolicy:
      '{"minLength":12,"requireLowercase":true,"requireUppercase":false,"requireDigits":true,"requireSymbols":false}',
    mfa: 'off',
    signInMethods: 'password,emailCode,passkey',
    passkeyRelyingPartyId: 'example.com',
    stepUpMinutes: '5',
    profileAttributes: 'given_name,custom:favorite_color',
    emailChange: 'true',
    accessTokenScopes: '[{"scope":"notes/write","attribute":"custom:plan","value":"pro"}]',
    userMigration: '{"url":"https://old.example.com/users","secretName":"old-system"}',
    tokenLifetimes: '{"idTokenMinutes":5,"accessTokenMinutes":60,"refreshTokenDays":7}',
    functionMemory: '1024',
    functions: 'grouped',
  };
  const asRead: Partial<StageConfig> = {
    productName: 'Engine',
    signInWith: 'email',
    requestsPerSecond: 20,
    waf: true,
    identityPool: true,
    sender: { address: 'no-reply@example.com', name: 'Engine' },
    managedLogin: {
      domainPrefix: 'engine',
      callbackUrls: ['http://localhost:3000/'],
      logoutUrls: ['https://a.example'],
      version: 'managed',
    },
    alarmAddress: 'ops@example.com',
    emailLanguages: ['de', 'fr'],
    logRetention: 30,
    account: '123456789012',
    region: 'eu-west-1',
    selfSignUp: false,
    allowedEmailDomains: ['example.com', 'example.org'],
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: false,
      requireDigits: true,
      requireSymbols: false,
    },
    mfa: 'off',
    signInMethods: ['password', 'emailCode', 'passkey'],
    passkeyRelyingPartyId: 'example.com',
    stepUpMinutes: 5,
    profileAttributes: ['given_name', 'custom:favorite_color'],
    emailChange: true,
    userMigration: { url: 'https://old.example.com/users', secretName: 'old-system' },
    tokenLifetimes: { idTokenMinutes: 5, accessTokenMinutes: 60, refreshTokenDays: 7 },
    accessTokenScopes: [{ scope: 'notes/write', attribute: 'custom:plan', value: 'pro' }],
    functionMemory: 1024,
    functions: 'grouped',
  };

  it.each([
    ['as strings, from the command line', asText],
    ['as JSON values, from cdk.json', asRead],
  ])('overrides settings of the stage with options given %s', (_, options) => {
    expect(stageFromContext(options)).toEqual({ ...stageFromContext({}), ...asRead });
  });

  it.each([
    ['https://app.example.com', ['https://app.example.com']],
    ['https://app.example.com,http://localhost:5173', ['https://app.example.com', 'http://localhost:5173']],
    ['["https://app.example.com"]', ['https://app.example.com']],
    ['[]', []],
    [
      'http://localhost:3000,http://127.0.0.1:3000,http://localhost',
      ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://localhost'],
    ],
  ])('reads allowedOrigins as a list: %s', (allowedOrigins, origins) => {
    expect(stageFromContext({ stage: 'prod', allowedOrigins }).allowedOrigins).toEqual(origins);
  });

  it('ignores keys that the CDK puts into the context', () => {
    const others = {
      'aws:cdk:bundling-stacks': ['**'],
      '@aws-cdk/core:checkSecretUsage': true,
      'cli-telemetry': false,
    };
    expect(stageFromContext({ ...others, stage: 'prod' })).toEqual(stageFromContext({ stage: 'prod' }));
  });

  it.each(['staging', 'Prod', '', 'prod ', 'toString', '__proto__', 1, false])(
    'rejects an unknown stage and names the known ones: %j',
    (stage) => {
      expect(errorOf(() => stageFromContext({ stage }))).toBe(`stage must be dev or prod, not "${stage}"`);
    },
  );

  it.each(['stgae', 'signinwith', 'Stage', 'env', 'sign-in-with', 'name', 'sender.address'])(
    'rejects an unknown option: %s',
    (option) => {
      expect(errorOf(() => stageFromContext({ [option]: 'prod' }))).toMatch(
        new RegExp(
          `^${option} is not a setting\\. Settings are stage, productName, account, region, signInWith, .*logRemovalPolicy$`,
        ),
      );
    },
  );

  it.each([
    ['signInWith', 'phone', 'must be username or email, not "phone"'],
    ['signInWith', 'Email', 'must be username or email, not "Email"'],
    ['productName', '', 'must be a line of at most 100 characters, without braces, not ""'],
    ['productName', '{####}', 'must be a line of at most 100 characters, without braces, not "{####}"'],
    ['productName', 'a\nb', 'must be a line of at most 100 characters, without braces, not "a\\nb"'],
    ['allowedOrigins', '*,https://a.example', 'must be "*" alone or a list without it, not ["*","https://a.example"]'],
    [
      'domain',
      'api.example.com',
      expect.stringMatching(/^must be an object with a name and its certificate: .*, not "api.example.com"$/),
    ],
    ['productName', 'x'.repeat(101), expect.stringMatching(/^must be a line of at most 100 characters/)],
    ['requestsPerSecond', '0', 'must be a whole number of at least 1, not 0'],
    ['requestsPerSecond', '-1', 'must be a whole number of at least 1, not -1'],
    ['requestsPerSecond', '1.5', 'must be a whole number of at least 1, not 1.5'],
    ['requestsPerSecond', 'many', 'must be a whole number of at least 1, not "many"'],
    ['account', '12345678901', 'must be an AWS account id of 12 digits, not "12345678901"'],
    ['account', 'production', 'must be an AWS account id of 12 digits, not "production"'],
    ['region', 'Europe', 'must be a region such as eu-west-1, not "Europe"'],
    ['selfSignUp', 'no', 'must be true or false, not "no"'],
    ['mfa', 'on', 'must be off, optional or required, not "on"'],
    ['mfa', 'false', 'must be off, optional or required, not false'],
    ['signInMethods', '1', 'must be a list of password, emailCode, passkey, not 1'],
    ['signInMethods', '[]', 'must include "password": Cognito requires it, not []'],
    ['signInMethods', 'emailCode,passkey', 'must include "password": Cognito requires it, not ["emailCode","passkey"]'],
    ['signInMethods', 'password,password', 'must list each method once, not ["password","password"]'],
    ['passkeyRelyingPartyId', '1', 'must be a domain such as example.com, not 1'],
    ['stepUpMinutes', '-1', 'must be a whole number from 0 to 1440, not -1'],
    ['stepUpMinutes', '1441', 'must be a whole number from 0 to 1440, not 1441'],
    ['stepUpMinutes', '5 minutes', 'must be a whole number from 0 to 1440, not "5 minutes"'],
    ['profileAttributes', '1', 'must be a list of attributes, not 1'],
    [
      'profileAttributes',
      'given_name,custom:givenName',
      'must list attributes that have different names in the API, such as favoriteColor, not ["given_name","custom:givenName"]',
    ],
    ['profileAttributes', 'locale,locale', expect.stringMatching(/^must list attributes that have different names/)],
    ['emailChange', 'yes', 'must be true or false, not "yes"'],
    ['accessTokenScopes', 'notes/write', 'must be a list of scopes, not "notes/write"'],
    ['emailLanguages', '1', 'must be a list of languages, not 1'],
    ['emailLanguages', 'de,de', 'must list each language once, not ["de","de"]'],
    ['functions', 'group', 'must be per-route or grouped, not "group"'],
    ['functionMemory', '127', 'must be a whole number from 128 to 10240, not 127'],
    ['functionMemory', '10241', 'must be a whole number from 128 to 10240, not 10241'],
    ['functionMemory', '512 MB', 'must be a whole number from 128 to 10240, not "512 MB"'],
    ['allowedEmailDomains', '1', 'must be a list of domains, not 1'],
    [
      'passwordPolicy',
      'strong',
      'must be an object with minLength, requireLowercase, requireUppercase, requireDigits and requireSymbols, not "strong"',
    ],
    ['tokenLifetimes', '15', 'must be an object with idTokenMinutes, accessTokenMinutes and refreshTokenDays, not 15'],
    ['waf', 'yes', 'must be true or false, not "yes"'],
    ['identityPool', 'yes', 'must be true or false, not "yes"'],
    ['alarmAddress', 'ops', 'must be an e-mail address, not "ops"'],
    ['deletionProtection', '0', 'must be true or false, not 0'],
    ['userRemovalPolicy', 'keep', 'must be destroy or retain, not "keep"'],
    ['logRemovalPolicy', 'snapshot', 'must be destroy or retain, not "snapshot"'],
    ['logRetention', '8', 'must be a number of days that CloudWatch Logs knows, such as 7 or 365, not 8'],
    ['managedLogin', 'on', 'must be a domainPrefix or a customDomain, callbackUrls and logoutUrls, not "on"'],
    [
      'sender',
      'a@example.com',
      expect.stringMatching(/^must be an object with an address, such as \{.*\}, not "a@example.com"$/),
    ],
  ])('rejects an invalid value and names the option: %s %s', (option, value, message) => {
    const error = errorOf(() => stageFromContext({ [option]: value }));
    expect([error.slice(0, option.length + 1), error.slice(option.length + 1)]).toEqual([`${option} `, message]);
  });

  it.each(['sms', 'Password', 'email', ''])('rejects an entry of signInMethods that is not a method: %j', (method) => {
    expect(errorOf(() => stageFromContext({ signInMethods: ['password', method] }))).toBe(
      `signInMethods.1 must be password, emailCode or passkey, not "${method}"`,
    );
  });

  it.each(['example.com', 'app.example.com', 'example.co.uk', 'team.github.io', 'localhost'])(
    'accepts a domain as passkeyRelyingPartyId: %s',
    (passkeyRelyingPartyId) => {
      const stage = stageFromContext({ signInMethods: 'password,passkey', passkeyRelyingPartyId });
      expect(stage.passkeyRelyingPartyId).toBe(passkeyRelyingPartyId);
    },
  );

  it.each([
    ['a top-level domain', 'com'],
    ['a public suffix', 'co.uk'],
    ['a public suffix of a hosting provider', 'github.io'],
    ['a URL', 'https://example.com'],
    ['a domain with a port', 'localhost:3000'],
    ['an IP address', '127.0.0.1'],
    ['upper-case letters', 'Example.com'],
    ['a wildcard', '*.example.com'],
    ['a host of one word', 'intranet'],
    ['an empty text', ''],
  ])('rejects %s as passkeyRelyingPartyId, because no browser creates passkeys for it: %j', (_, id) => {
    expect(errorOf(() => stageFromContext({ signInMethods: 'password,passkey', passkeyRelyingPartyId: id }))).toBe(
      `passkeyRelyingPartyId must be a domain such as example.com, no public suffix such as co.uk, not "${id}"`,
    );
  });

  it.each(['name', 'given_name', 'family_name', 'locale', 'picture', 'custom:x', 'custom:favorite_color'])(
    'accepts the profile attribute %s',
    (attribute) => {
      expect(stageFromContext({ profileAttributes: [attribute] }).profileAttributes).toEqual([attribute]);
    },
  );

  it.each([
    'email',
    'email_verified',
    'phone_number',
    'sub',
    'cognito:groups',
    'givenName',
    'custom:',
    'custom:a-b',
    'custom:color:2',
    `custom:${'x'.repeat(21)}`,
    'dev:custom:role',
    '',
  ])('rejects an attribute that users must not write, or that Cognito does not know: %j', (attribute) => {
    expect(errorOf(() => stageFromContext({ profileAttributes: ['name', attribute] }))).toBe(
      'profileAttributes.1 must be name, given_name, family_name, locale, picture or a custom attribute such as ' +
        `custom:favorite_color, not "${attribute}"`,
    );
  });

  it.each(['custom:nickname', 'custom:name', 'custom:sub', 'custom:phone_number'])(
    'rejects the profile attribute %s, which CloudFormation takes for the standard attribute',
    (attribute) => {
      expect(errorOf(() => stageFromContext({ profileAttributes: `locale,${attribute}` }))).toBe(
        'profileAttributes.1 must have another name after "custom:", because Cognito has a standard attribute with this ' +
          `one, not "${attribute}"`,
      );
    },
  );
  const rule =
    'must be {"scope": "notes/write", "group": "admins"}, or with an "attribute" such as custom:plan and its "value" instead ' +
    'of the group';
  const ofScope = 'must be a resource and a permission such as notes/write, without spaces, and not of AWS';
  it.each<[unknown, string]>([
    [{ scope: 'notes/write' }, ` ${rule}, not {"scope":"notes/write"}`],
    [{ scope: 'notes/write', attribute: 'custom:plan' }, expect.stringContaining(rule)],
    [{ scope: 'notes/write', value: 'pro' }, expect.stringContaining(rule)],
    [{ scope: 'notes/write', group: 'admins', value: 'pro' }, expect.stringContaining(rule)],
    [{ scope: 'notes/write', group: 'admins', attribute: 'custom:plan', value: 'pro' }, expect.stringContaining(rule)],
    ['notes/write', ` ${rule}, not "notes/write"`],
    [{ group: 'admins' }, '.scope is missing'],
    ...[
      'openid',
      'notes',
      'notes/',
      '/write',
      'a/b/c',
      'notes/write all',
      'notes/"all"',
      'aws.cognito.signin.user/admin',
    ].map((scope): [unknown, string] => [
      { scope, group: 'admins' },
      `.scope ${ofScope}, not ${JSON.stringify(scope)}`,
    ]),
    [
      { scope: 'notes/write', attribute: 'email', value: 'ada@example.com' },
      '.attribute must be a custom attribute such as custom:plan, not "email"',
    ],
    [
      { scope: 'notes/write', groups: ['admins'] },
      expect.stringMatching(/^\.groups is not a setting\. Settings are scope, group, attribute, value\n/),
    ],
  ])('rejects an entry of accessTokenScopes that cannot grant a scope: %j', (entry, message) => {
    const error = errorOf(() => stageFromContext({ accessTokenScopes: [entry] }));
    expect(error.slice(0, 'accessTokenScopes.0'.length)).toBe('accessTokenScopes.0');
    expect(error.slice('accessTokenScopes.0'.length)).toEqual(message);
  });

  it('rejects a language without texts', () => {
    expect(errorOf(() => stageFromContext({ emailLanguages: 'de,xx' }))).toBe(
      'emailLanguages.1 must be en, de or fr, not "xx"',
    );
  });

  it('rejects languages without a sender, because Cognito might not take the texts', () => {
    expect(errorOf(() => stageFromContext({ emailLanguages: 'de' }))).toBe(
      'emailLanguages needs a sender: Cognito takes the texts of a trigger only if Amazon SES sends the e-mails',
    );
  });

  it('rejects a scope for an attribute that users can write', () => {
    const accessTokenScopes = [{ scope: 'notes/write', attribute: 'custom:plan', value: 'pro' }];
    expect(errorOf(() => stageFromContext({ accessTokenScopes, profileAttributes: 'name,custom:plan' }))).toBe(
      'accessTokenScopes.0.attribute must not be one of profileAttributes, which users can write: they could give themselves ' +
        'the scope with "custom:plan"',
    );
  });

  it('rejects more scopes than fit into the variables of a function', () => {
    const accessTokenScopes = Array.from({ length: 80 }, (_, index) => ({ scope: `notes/${index}`, group: 'admins' }));
    expect(errorOf(() => stageFromContext({ accessTokenScopes }))).toBe(
      'accessTokenScopes must be at most 3000 characters of JSON: a Lambda function has 4 KB of variables',
    );
  });

  it.each(['user@example.com', 'https://example.com', 'example', 'Example.com', '@example.com'])(
    'rejects an entry of allowedEmailDomains that is not a domain: %s',
    (domain) => {
      expect(errorOf(() => stageFromContext({ allowedEmailDomains: `example.org,${domain}` }))).toBe(
        `allowedEmailDomains.1 must be a domain such as example.com, not "${domain}"`,
      );
    },
  );

  it.each([
    ['passwordPolicy', { minLength: 5 }, 'minLength must be a whole number from 6 to 99, not 5'],
    ['passwordPolicy', { minLength: 100 }, 'minLength must be a whole number from 6 to 99, not 100'],
    ['passwordPolicy', { minLength: undefined }, 'minLength is missing'],
    ['passwordPolicy', { requireSymbols: 'no' }, 'requireSymbols must be true or false, not "no"'],
    [
      'passwordPolicy',
      { requireNumbers: true },
      'requireNumbers is not a setting. Settings are minLength, requireLowercase, requireUppercase, requireDigits, requireSymbols',
    ],
    ['tokenLifetimes', { idTokenMinutes: 4 }, 'idTokenMinutes must be a whole number from 5 to 1440, not 4'],
    [
      'tokenLifetimes',
      { accessTokenMinutes: 1441 },
      'accessTokenMinutes must be a whole number from 5 to 1440, not 1441',
    ],
    ['tokenLifetimes', { refreshTokenDays: 0 }, 'refreshTokenDays must be a whole number from 1 to 3650, not 0'],
    ['tokenLifetimes', { refreshTokenDays: 3651 }, 'refreshTokenDays must be a whole number from 1 to 3650, not 3651'],
    ['tokenLifetimes', { refreshTokenDays: undefined }, 'refreshTokenDays is missing'],
    [
      'tokenLifetimes',
      { refreshTokenHours: 1 },
      'refreshTokenHours is not a setting. Settings are idTokenMinutes, accessTokenMinutes, refreshTokenDays',
    ],
  ] as const)('rejects an invalid part of a setting and names it: %s %j', (setting, change, message) => {
    const value = { ...stageFromContext({})[setting], ...change };
    expect(errorOf(() => stageFromContext({ [setting]: JSON.stringify(value) }))).toBe(`${setting}.${message}`);
  });

  it.each([
    ['{}', 'sender.address is missing'],
    ['{"address":"example.com"}', 'sender.address must be an e-mail address, not "example.com"'],
    [
      '{"address":"a@example.com","nam":"A"}',
      'sender.nam is not a setting. Settings are address, name, verifiedDomain, region, configurationSet',
    ],
    [
      '{"address":"a@example.com","configurationSet":"my set"}',
      'sender.configurationSet must be the name of an SES configuration set, not "my set"',
    ],
    ['{"address":"a@example.com","region":"mars"}', 'sender.region must be a region such as eu-west-1, not "mars"'],
    [
      '{"address":"a@example.com","verifiedDomain":"example.org"}',
      'sender.verifiedDomain must be the domain of sender.address, not "example.org"',
    ],
    [
      '{"address":"a@mail.example.com","verifiedDomain":"example.com"}',
      'sender.verifiedDomain must be the domain of sender.address, not "example.com"',
    ],
  ])('rejects an invalid sender and names the property: %s', (sender, message) => {
    expect(errorOf(() => stageFromContext({ sender }))).toBe(message);
  });

  describe('with the option userMigration', () => {
    const rejected = (userMigration: unknown, options = {}) =>
      errorOf(() => stageFromContext({ userMigration: JSON.stringify(userMigration), ...options }));
    const secretName = 'old-system';

    it.each(['http://localhost:4000/users', 'http://127.0.0.1:4000/', 'http://[::1]:4000/', 'https://localhost/'])(
      'needs no secret for an old system on this machine, %s, which a stage with real users cannot use',
      (url) => {
        expect(stageFromContext({ userMigration: { url } }).userMigration).toEqual({ url });
        expect(rejected({ url }, { stage: 'prod' })).toBe(
          'userMigration.url must not be on localhost if userRemovalPolicy is retain',
        );
      },
    );

    it.each([
      'http://old.example.com/users',
      'http://localhost.example.com/',
      'ftp://old.example.com/users',
      'https://user@old.example.com/users',
      'https://user:password@old.example.com/users',
      'https://old.example.com/users#all',
      'old.example.com/users',
      '',
    ])('rejects a URL to which a password must not be sent: %j', (url) => {
      expect(rejected({ url, secretName })).toBe(
        'userMigration.url must be an https URL without credentials, such as https://old.example.com/users; http for ' +
          `localhost, not "${url}"`,
      );
    });

    it.each([
      [
        'a URL alone',
        'https://old.example.com/users',
        'userMigration must be an object with a url and the name of a secret: {"url": "https://old.example.com/users", ' +
          '"secretName": "old-system"}, not "https://old.example.com/users"',
      ],
      [
        'no secret',
        { url: 'https://old.example.com/users' },
        'userMigration.secretName is required: without a secret, anyone could ask the old system whether a password is right',
      ],
      [
        'the ARN of a secret',
        { url: 'https://old.example.com/users', secretName: 'arn:aws:secretsmanager:eu-west-1:1:secret:old' },
        'userMigration.secretName must be the name of a secret in Secrets Manager, not ' +
          '"arn:aws:secretsmanager:eu-west-1:1:secret:old"',
      ],
      [
        'the secret itself',
        { url: 'https://old.example.com/users', secret: 'x' },
        'userMigration.secret is not a setting. Settings are url, secretName',
      ],
    ])('rejects %s', (_, value, message) => {
      expect(rejected(value)).toBe(message);
    });
  });

  describe('with the option managedLogin', () => {
    const login = { domainPrefix: 'engine', callbackUrls: ['https://a.example/'], logoutUrls: ['https://a.example/'] };
    const customDomain = {
      domainName: 'login.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d',
    };
    const errorWith = (change: object) => errorOf(() => stageFromContext({ managedLogin: { ...login, ...change } }));

    it.each(['a', 'engine-2', 'x'.repeat(63)])('accepts a domain prefix that Cognito accepts: %s', (domainPrefix) => {
      expect(stageFromContext({ managedLogin: { ...login, domainPrefix } }).managedLogin).toMatchObject({
        domainPrefix,
      });
    });

    it.each([
      '',
      'Engine',
      'my_engine',
      '-engine',
      'engine-',
      'x'.repeat(64),
      'my-aws',
      'amazonia',
      'mycognito-1',
      'é',
    ])('rejects a domain prefix that Cognito rejects: %j', (domainPrefix) => {
      expect(errorWith({ domainPrefix })).toBe(
        'managedLogin.domainPrefix must be 1 to 63 lower-case letters, digits and hyphens, without "aws", "amazon" or ' +
          `"cognito", not "${domainPrefix}"`,
      );
    });

    it.each([
      'https://app.example.com',
      'https://app.example.com/',
      'https://app.example.com:8443/signed-in?from=login',
      'http://localhost',
      'http://localhost:3000/_local/',
      'http://127.0.0.1:8080/',
      'http://[::1]:8080/',
    ])('accepts an https or localhost URL as callback and logout URL: %s', (url) => {
      const urls = { callbackUrls: [url], logoutUrls: [url] };
      expect(stageFromContext({ managedLogin: { ...login, ...urls } }).managedLogin).toMatchObject(urls);
    });

    it.each([
      'http://app.example.com/',
      'http://localhost.example.com/',
      'https://app.example.com/#signed-in',
      'https://app.example.com/#',
      'https://*.example.com/',
      'https://App.example.com/',
      'https://app.example.com:443/',
      'https://app.example.com/a/../b',
      'https://user@app.example.com/',
      'https://user:secret@app.example.com/',
      'https://app.example.com/ ',
      'myapp://signed-in',
      'javascript:alert(1)',
      'app.example.com',
      '/signed-in',
      '',
    ])('rejects a callback or logout URL that is not exact or not https: %j', (url) => {
      const mustBe =
        'must be an exact https URL without a fragment, such as https://app.example.com/signed-in (http only for localhost)';
      expect(errorWith({ callbackUrls: ['https://a.example/', url] })).toBe(
        `managedLogin.callbackUrls.1 ${mustBe}, not "${url}"`,
      );
      expect(errorWith({ logoutUrls: [url] })).toBe(`managedLogin.logoutUrls.0 ${mustBe}, not "${url}"`);
    });

    it.each([
      [{ callbackUrls: [] }, 'managedLogin.callbackUrls must be a list of at least one URL, not []'],
      [{ logoutUrls: [] }, 'managedLogin.logoutUrls must be a list of at least one URL, not []'],
      [{ callbackUrls: undefined }, 'managedLogin.callbackUrls is missing'],
      [
        { callbackUrls: 'https://a.example/' },
        'managedLogin.callbackUrls must be a list of URLs, not "https://a.example/"',
      ],
      [{ version: 2 }, 'managedLogin.version must be managed or classic, not 2'],
      [
        { prefix: 'x' },
        'managedLogin.prefix is not a setting. Settings are domainPrefix, customDomain, callbackUrls, logoutUrls, version',
      ],
      [
        { customDomain },
        expect.stringMatching(/^managedLogin must have either a domainPrefix or a customDomain, not \{/),
      ],
      [
        { domainPrefix: undefined },
        expect.stringMatching(/^managedLogin must have either a domainPrefix or a customDomain, not \{/),
      ],
      [
        { domainPrefix: undefined, customDomain: 'x' },
        'managedLogin.customDomain must be a domainName and its certificateArn, not "x"',
      ],
      [
        { domainPrefix: undefined, customDomain: { ...customDomain, dns: 1 } },
        'managedLogin.customDomain.dns is not a setting. Settings are domainName, certificateArn',
      ],
      [
        { domainPrefix: undefined, customDomain: { ...customDomain, domainName: 'https://login.example.com' } },
        'managedLogin.customDomain.domainName must be a domain such as example.com, not "https://login.example.com"',
      ],
      [
        {
          domainPrefix: undefined,
          customDomain: { ...customDomain, certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a' },
        },
        'managedLogin.customDomain.certificateArn must be the ARN of an ACM certificate in us-east-1, whatever the region of ' +
          'the stack, not "arn:aws:acm:eu-west-1:123456789012:certificate/a"',
      ],
    ])('rejects other invalid settings and names the property: %j', (change, message) => {
      expect(errorWith(change)).toEqual(message);
    });
  });

  it.each([
    'example.com',
    'localhost:3000',
    'https://example.com/',
    'https://example.com/app',
    'ftp://example.com',
    '',
    'HTTPS://Example.com',
    'https://*.example.com/',
    'https://a.example https://b.example',
    'http://example.com',
    'http://localhost.example.com',
    'null',
  ])('rejects an origin that no browser sends: %j', (origin) => {
    expect(errorOf(() => stageFromContext({ allowedOrigins: [origin] }))).toBe(
      `allowedOrigins.0 must be an origin such as https://app.example.com, without a path, not "${origin}"`,
    );
  });

  it('reports every invalid option, one per line', () => {
    expect(
      errorOf(() => stageFromContext({ waf: 'on', alarmAddress: 'ops', allowedOrigins: ['me'] })).split('\n'),
    ).toEqual([
      expect.stringMatching(/^allowedOrigins\.0 must be /),
      expect.stringMatching(/^waf must be /),
      expect.stringMatching(/^alarmAddress must be /),
    ]);
  });
});

describe('parseStage', () => {
  const { name: _, ...settings } = stageFromContext({});

  it.each(['my_stage', '1st', 'a.b', 'a b', '', 'x'.repeat(101)])(
    'rejects a name that is invalid in a CloudFormation stack name: %j',
    (name) => {
      expect(errorOf(() => parseStage(name, settings))).toBe(
        `stage must be a name of at most 100 letters, digits and hyphens that begins with a letter, not "${name}"`,
      );
    },
  );

  it('accepts a name of letters, digits and hyphens', () => {
    expect(parseStage('eu-2', settings)).toEqual({ ...settings, name: 'eu-2' });
  });

  it('rejects settings of which one is missing', () => {
    const { waf: _, ...rest } = settings;
    expect(errorOf(() => parseStage('eu-2', rest))).toBe('waf is missing');
  });

  it('rejects passkeys without a relying party ID', () => {
    const passkeys = { ...settings, signInMethods: ['password', 'passkey'] };
    expect(errorOf(() => parseStage('eu-2', passkeys))).toBe(
      'passkeyRelyingPartyId is required with "passkey" in signInMethods: the domain of the product, such as example.com',
    );
  });

  it('rejects localhost as the relying party ID of a stage with real users', () => {
    const passkeys = { signInMethods: 'password,passkey', passkeyRelyingPartyId: 'localhost' };
    expect(errorOf(() => stageFromContext({ ...passkeys, stage: 'prod' }))).toBe(
      'passkeyRelyingPartyId must not be localhost if userRemovalPolicy is retain: with the domain later, all passkeys become invalid',
    );
  });

  it.each([
    ['password', 'emailCode'],
    ['password', 'emailCode', 'passkey'],
  ])('rejects required MFA with the sign-in methods %s, %s', (...signInMethods) => {
    const required = { ...settings, mfa: 'required', signInMethods, passkeyRelyingPartyId: 'example.com' };
    expect(errorOf(() => parseStage('eu-2', required))).toBe(
      'signInMethods must not include "emailCode" if mfa is required: Cognito accepts no code first then',
    );
  });

  it('accepts passkeys with required MFA', () => {
    const signInMethods = ['password', 'passkey'];
    const required = { ...settings, mfa: 'required', signInMethods, passkeyRelyingPartyId: 'example.com' };
    expect(parseStage('eu-2', required)).toMatchObject({ mfa: 'required', signInMethods });
  });

  it('reports all contradictions, one per line', () => {
    const kept = { allowedOrigins: ['*'], userRemovalPolicy: 'retain' };
    const passkeys = { mfa: 'required', signInMethods: ['password', 'emailCode', 'passkey'] };
    const lines = errorOf(() => parseStage('eu-2', { ...settings, ...kept, ...passkeys })).split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'passkeyRelyingPartyId',
      'signInMethods',
      'allowedOrigins',
    ]);
  });

  it('rejects the origin "*" for a stage that retains its users', () => {
    const kept = { ...settings, allowedOrigins: ['*'], userRemovalPolicy: 'retain' };
    expect(errorOf(() => parseStage('eu-2', kept))).toBe(
      'allowedOrigins must list each origin instead of "*" if userRemovalPolicy is retain',
    );
  });
});

describe('the stages dev and prod', () => {
  it.each(['dev', 'prod'])('offer passwords only, without profile, change of the address and step-up: %s', (stage) => {
    expect(stageFromContext({ stage })).not.toHaveProperty('passkeyRelyingPartyId');
    expect(stageFromContext({ stage })).toMatchObject({
      mfa: 'optional',
      signInMethods: ['password'],
      stepUpMinutes: 0,
      profileAttributes: [],
      emailChange: false,
    });
  });

  it('allow only listed origins in prod', () => {
    expect(stageFromContext({ stage: 'prod' }).allowedOrigins).not.toContain('*');
    expect(errorOf(() => stageFromContext({ stage: 'prod', allowedOrigins: '*' }))).toMatch(/^allowedOrigins /);
  });

  it('retain and protect users and logs in prod, and delete them with the stack in dev', () => {
    const kept = { deletionProtection: true, userRemovalPolicy: 'retain', logRemovalPolicy: 'retain' };
    const cleanedUp = { deletionProtection: false, userRemovalPolicy: 'destroy', logRemovalPolicy: 'destroy' };
    expect([stageFromContext({ stage: 'prod' }), stageFromContext({})]).toMatchObject([kept, cleanedUp]);
  });
});
