import { parseStage, type StageConfig } from '../../../lib/stages/stage-config';
import { stageFromContext } from '../../../lib/stages/stages';
import { UserError } from '../../../lib/user-error';

/** What is said of a mistake. */
function refusalOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('Nothing was refused');
}

describe('the context options', () => {
  it('make the stage dev, signing in with a name, when there are none', () => {
    expect(stageFromContext({})).toMatchObject({ name: 'dev', signInWith: 'username' });
  });

  it('choose the stage', () => {
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
    logRetention: '30',
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
    logRetention: 30,
  };

  it.each([
    ['as text, from a command line', asText],
    ['as they are, from cdk.json', asRead],
  ])('replace settings of the stage, given %s', (_, options) => {
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
  ])('list origins: %s', (allowedOrigins, origins) => {
    expect(stageFromContext({ stage: 'prod', allowedOrigins }).allowedOrigins).toEqual(origins);
  });

  it('may hold what the CDK itself puts there', () => {
    const others = {
      'aws:cdk:bundling-stacks': ['**'],
      '@aws-cdk/core:checkSecretUsage': true,
      'cli-telemetry': false,
    };
    expect(stageFromContext({ ...others, stage: 'prod' })).toEqual(stageFromContext({ stage: 'prod' }));
  });

  it.each(['staging', 'Prod', '', 'prod ', 'toString', '__proto__', 1, false])(
    'are refused with the stages that there are: stage %j',
    (stage) => {
      expect(refusalOf(() => stageFromContext({ stage }))).toBe(`stage is dev or prod, not "${stage}"`);
    },
  );

  it.each(['stgae', 'signinwith', 'Stage', 'env', 'sign-in-with', 'name', 'sender.address'])(
    'are refused where one is misspelt, rather than left out: %s',
    (option) => {
      expect(refusalOf(() => stageFromContext({ [option]: 'prod' }))).toMatch(
        new RegExp(`^${option} is unknown: there are stage, productName, signInWith, .*logRemovalPolicy$`),
      );
    },
  );

  it.each([
    ['signInWith', 'phone', 'is username or email, not "phone"'],
    ['signInWith', 'Email', 'is username or email, not "Email"'],
    ['productName', '', 'is a line of at most 100 characters, without braces, not ""'],
    ['productName', '{####}', 'is a line of at most 100 characters, without braces, not "{####}"'],
    ['productName', 'a\nb', 'is a line of at most 100 characters, without braces, not "a\\nb"'],
    ['allowedOrigins', '*,https://a.example', 'is "*" alone or a list without it, not ["*","https://a.example"]'],
    ['domain', 'api.example.com', expect.stringMatching(/^is a name and its certificate: .*, not "api.example.com"$/)],
    ['productName', 'x'.repeat(101), expect.stringMatching(/^is a line of at most 100 characters/)],
    ['requestsPerSecond', '0', 'is above 0, not 0'],
    ['requestsPerSecond', '-1', 'is above 0, not -1'],
    ['requestsPerSecond', '1.5', 'is a whole number, not 1.5'],
    ['requestsPerSecond', 'many', 'is a whole number, not "many"'],
    ['waf', 'yes', 'is true or false, not "yes"'],
    ['identityPool', 'yes', 'is true or false, not "yes"'],
    ['alarmAddress', 'ops', 'is an e-mail address, not "ops"'],
    ['deletionProtection', '0', 'is true or false, not 0'],
    ['userRemovalPolicy', 'keep', 'is destroy or retain, not "keep"'],
    ['logRemovalPolicy', 'snapshot', 'is destroy or retain, not "snapshot"'],
    ['logRetention', '8', 'is a number of days that CloudWatch Logs knows, such as 7 or 365, not 8'],
    ['managedLogin', 'on', 'is a domainPrefix or a customDomain, callbackUrls and logoutUrls, not "on"'],
    ['sender', 'a@example.com', expect.stringMatching(/^is an address .*, such as \{.*\}, not "a@example.com"$/)],
  ])('are refused by name where a value is wrong: %s %s', (option, value, complaint) => {
    const refusal = refusalOf(() => stageFromContext({ [option]: value }));
    expect([refusal.slice(0, option.length + 1), refusal.slice(option.length + 1)]).toEqual([`${option} `, complaint]);
  });

  it.each([
    ['{}', 'sender.address is missing'],
    ['{"address":"example.com"}', 'sender.address is an e-mail address, not "example.com"'],
    ['{"address":"a@example.com","nam":"A"}', 'sender.nam is unknown: there are address, name, verifiedDomain, region'],
    ['{"address":"a@example.com","region":"mars"}', 'sender.region is a region such as eu-west-1, not "mars"'],
    [
      '{"address":"a@example.com","verifiedDomain":"example.org"}',
      'sender.verifiedDomain is the domain of sender.address, not "example.org"',
    ],
    [
      '{"address":"a@mail.example.com","verifiedDomain":"example.com"}',
      'sender.verifiedDomain is the domain of sender.address, not "example.com"',
    ],
  ])('are refused by the name of the part that is wrong: %s', (sender, complaint) => {
    expect(refusalOf(() => stageFromContext({ sender }))).toBe(complaint);
  });

  describe('for managed login', () => {
    const login = { domainPrefix: 'engine', callbackUrls: ['https://a.example/'], logoutUrls: ['https://a.example/'] };
    const customDomain = {
      domainName: 'login.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d',
    };
    const refusal = (change: object) => refusalOf(() => stageFromContext({ managedLogin: { ...login, ...change } }));

    it.each(['a', 'engine-2', 'x'.repeat(63)])('take a domain prefix that Cognito takes: %s', (domainPrefix) => {
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
    ])('refuse a domain prefix that it does not: %j', (domainPrefix) => {
      expect(refusal({ domainPrefix })).toBe(
        'managedLogin.domainPrefix is 1 to 63 small letters, digits and hyphens, without "aws", "amazon" or ' +
          `"cognito" in it, not "${domainPrefix}"`,
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
    ])('take a URL to send people back to: %s', (url) => {
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
    ])('refuse one that is not exact, or not safe on its way: %j', (url) => {
      const is =
        'is an exact https URL without a fragment, such as https://app.example.com/signed-in (http only for localhost)';
      expect(refusal({ callbackUrls: ['https://a.example/', url] })).toBe(
        `managedLogin.callbackUrls.1 ${is}, not "${url}"`,
      );
      expect(refusal({ logoutUrls: [url] })).toBe(`managedLogin.logoutUrls.0 ${is}, not "${url}"`);
    });

    it.each([
      [{ callbackUrls: [] }, 'managedLogin.callbackUrls is a list of one URL at least, not []'],
      [{ logoutUrls: [] }, 'managedLogin.logoutUrls is a list of one URL at least, not []'],
      [{ callbackUrls: undefined }, 'managedLogin.callbackUrls is missing'],
      [{ callbackUrls: 'https://a.example/' }, 'managedLogin.callbackUrls is a list of URLs, not "https://a.example/"'],
      [{ version: 2 }, 'managedLogin.version is managed or classic, not 2'],
      [
        { prefix: 'x' },
        'managedLogin.prefix is unknown: there are domainPrefix, customDomain, callbackUrls, logoutUrls, version',
      ],
      [{ customDomain }, expect.stringMatching(/^managedLogin has either a domainPrefix or a customDomain, not \{/)],
      [
        { domainPrefix: undefined },
        expect.stringMatching(/^managedLogin has either a domainPrefix or a customDomain, not \{/),
      ],
      [
        { domainPrefix: undefined, customDomain: 'x' },
        'managedLogin.customDomain is a domainName and its certificateArn, not "x"',
      ],
      [
        { domainPrefix: undefined, customDomain: { ...customDomain, dns: 1 } },
        'managedLogin.customDomain.dns is unknown: there are domainName, certificateArn',
      ],
      [
        { domainPrefix: undefined, customDomain: { ...customDomain, domainName: 'https://login.example.com' } },
        'managedLogin.customDomain.domainName is a domain such as example.com, not "https://login.example.com"',
      ],
      [
        {
          domainPrefix: undefined,
          customDomain: { ...customDomain, certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a' },
        },
        'managedLogin.customDomain.certificateArn is the ARN of an ACM certificate in us-east-1, wherever the stack is, ' +
          'not "arn:aws:acm:eu-west-1:123456789012:certificate/a"',
      ],
    ])('refuse what else is wrong, by its name: %j', (change, complaint) => {
      expect(refusal(change)).toEqual(complaint);
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
  ])('are refused for an origin as no browser would send it: %j', (origin) => {
    expect(refusalOf(() => stageFromContext({ allowedOrigins: [origin] }))).toBe(
      `allowedOrigins.0 is an origin such as https://app.example.com, without a path, not "${origin}"`,
    );
  });

  it('are refused all at once, a line each', () => {
    expect(
      refusalOf(() => stageFromContext({ waf: 'on', alarmAddress: 'ops', allowedOrigins: ['me'] })).split('\n'),
    ).toEqual([
      expect.stringMatching(/^allowedOrigins\.0 is /),
      expect.stringMatching(/^waf is /),
      expect.stringMatching(/^alarmAddress is /),
    ]);
  });
});

describe('a stage', () => {
  const { name: _, ...settings } = stageFromContext({});

  it.each(['my_stage', '1st', 'a.b', 'a b', '', 'x'.repeat(101)])(
    'is refused by a name that CloudFormation would not take for a stack: %j',
    (name) => {
      expect(refusalOf(() => parseStage(name, settings))).toBe(
        `stage is a name of letters, digits and hyphens that begins with a letter, 100 at most, not "${name}"`,
      );
    },
  );

  it('is taken by a name that CloudFormation takes', () => {
    expect(parseStage('eu-2', settings)).toEqual({ ...settings, name: 'eu-2' });
  });

  it('is refused without a setting', () => {
    const { waf: _, ...rest } = settings;
    expect(refusalOf(() => parseStage('eu-2', rest))).toBe('waf is missing');
  });

  it('names the origins whose pages may call it, where its users are kept', () => {
    const kept = { ...settings, allowedOrigins: ['*'], userRemovalPolicy: 'retain' };
    expect(refusalOf(() => parseStage('eu-2', kept))).toBe(
      'allowedOrigins names each origin where userRemovalPolicy is retain, instead of "*"',
    );
  });
});

describe('prod', () => {
  it('lets no page of any origin call it but those that are listed', () => {
    expect(stageFromContext({ stage: 'prod' }).allowedOrigins).not.toContain('*');
    expect(refusalOf(() => stageFromContext({ stage: 'prod', allowedOrigins: '*' }))).toMatch(/^allowedOrigins /);
  });

  it('keeps its users and logs, and lets nobody delete them by mistake; dev is cleaned up whole', () => {
    const kept = { deletionProtection: true, userRemovalPolicy: 'retain', logRemovalPolicy: 'retain' };
    const cleanedUp = { deletionProtection: false, userRemovalPolicy: 'destroy', logRemovalPolicy: 'destroy' };
    expect([stageFromContext({ stage: 'prod' }), stageFromContext({})]).toMatchObject([kept, cleanedUp]);
  });
});
