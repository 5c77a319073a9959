import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions, USAGE } from '../../capacity/options';
import type { Product } from '../../capacity/product';

const folder = mkdtempSync(join(tmpdir(), 'capacity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(content: unknown): string {
  const file = join(folder, 'product.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function productFor(...args: string[]): Product {
  const { request } = parseOptions(args);
  if (request.kind !== 'product') throw new Error(`The options ask for ${request.kind}`);
  return request.product;
}

/** The message with which the options are rejected. */
function messageFor(...args: string[]): string {
  try {
    parseOptions(args);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The options were accepted');
}

describe('the options of npm run capacity', () => {
  it('complete the numbers from the people', () => {
    expect(productFor('--people', '73000')).toEqual({
      people: 73_000,
      registered: 73_000,
      online: 2_434,
      signInsPerHour: 5_000,
      signUpsPerHour: 25,
      passwordResetsPerHour: 100,
      secondFactorShare: 0.05,
      requestsPerMinute: 1,
      productRoutes: 10,
      tokenMinutes: 15,
      peakFactor: 5,
      requestSeconds: 0.35,
      campaign: { signUps: 500, minutes: 60 },
      outage: { minutes: 30, returnSeconds: 60 },
      attacker: { requestsPerSecond: 200, addresses: 20, target: 'api' },
      limits: {},
      deployments: 1,
      replicas: 0,
      seed: 1,
    });
  });

  it('replace numbers of the file, and keep the others', () => {
    const file = fileWith({ people: 1000, online: 50, campaign: { signUps: 7, minutes: 20 } });
    const product = productFor('--product', file, '--people', '2e3', '--campaign', '9', '--requests-per-minute', '0.5');
    expect(product).toMatchObject({ people: 2000, online: 50, requestsPerMinute: 0.5 });
    expect(product.campaign).toEqual({ signUps: 9, minutes: 20 });
  });

  it('take the token lifetime and the sign-ups from the stage', () => {
    const stage = ['-c', 'tokenLifetimes={"idTokenMinutes":60,"accessTokenMinutes":30,"refreshTokenDays":30}'];
    expect(productFor('--people', '1000', ...stage).tokenMinutes).toBe(30);
    expect(productFor('--people', '1000', '-c', 'selfSignUp=false')).toMatchObject({ signUpsPerHour: 0 });
  });

  it.each([
    ['off', 0],
    ['optional', 0.05],
    ['required', 1],
  ])('assume the share of second factors from the stage (mfa: %s)', (mfa, share) => {
    expect(productFor('--people', '1000', '-c', `mfa=${mfa}`).secondFactorShare).toBe(share);
  });

  it('ask for prod unless they name a stage', () => {
    expect(parseOptions(['--walk']).request).toMatchObject({ kind: 'walk', stage: { name: 'prod' } });
    expect(parseOptions(['--cold-starts', '-c', 'stage=dev', '--json'])).toMatchObject({
      request: { kind: 'cold-starts', stage: { name: 'dev' } },
      isJson: true,
    });
  });

  it('are all in the help', () => {
    const options = ['people', 'registered', 'online', 'sign-ins', 'sign-ups', 'token-minutes', 'requests-per-minute'];
    const others = ['campaign', 'outage', 'attacker', 'deployments', 'replicas', 'seed', 'product', 'context'];
    const flags = ['walk', 'cold-starts', 'sources', 'json', 'help'];
    expect([...options, ...others, ...flags].filter((name) => !USAGE.includes(`--${name} `))).toEqual([]);
    expect(Math.max(...USAGE.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it.each([
    [['--people', '0'], 'people must be a whole number from 1 to 10,000,000,000, not 0'],
    [['--people', '1e12'], 'people must be a whole number from 1 to 10,000,000,000, not 1000000000000'],
    [['--people=-5'], 'people must be a whole number from 1 to 10,000,000,000, not -5'],
    [['--people', 'NaN'], 'people must be a whole number from 1 to 10,000,000,000, not "NaN"'],
    [['--people', 'Infinity'], 'people must be a whole number from 1 to 10,000,000,000, not "Infinity"'],
    [['--people', '1e99'], 'people must be a whole number from 1 to 10,000,000,000, not 1e+99'],
    [['--people', ''], 'people must be a whole number from 1 to 10,000,000,000, not ""'],
    [['--people', '0x10'], 'people must be a whole number from 1 to 10,000,000,000, not "0x10"'],
    [['--people', '10,000'], 'people must be a whole number from 1 to 10,000,000,000, not "10,000"'],
    [['--people', '10.5'], 'people must be a whole number from 1 to 10,000,000,000, not 10.5'],
    [['--people', '10', '--online', '11'], 'online must not be above people (10), not 11'],
    [
      ['--people', '10', '--registered', '9'],
      'registered must not be below people (10), who have an account too, not 9',
    ],
    [['--people', '10', '--token-minutes', '4'], 'tokenMinutes must be a whole number from 5 to 1,440, not 4'],
    [['--people', '10', '--outage=-1'], 'outage.minutes must be a whole number from 0 to 1,440, not -1'],
    [['--people', '10', '--replicas', '2'], 'replicas must be a whole number from 0 to 1, not 2'],
    [['--people', '10', '--sign-ups', '5', '-c', 'selfSignUp=false'], 'signUpsPerHour and campaign.signUps must be 0'],
    [['--people', '10', '-c', 'stage=test'], 'stage must be dev or prod, not "test"'],
    [['--people', '10', '-c', 'waf'], 'Context must have the form -c key=value, not "waf"'],
    [['--people'], "Option '--people <value>' argument missing. Use --help to list the options."],
    [['--peopel', '10'], "Unknown option '--peopel'. Use --help to list the options."],
    [['100'], "Unexpected argument '100'. Use --help to list the options."],
    [[], 'Give --people N or --product FILE. Use --help to list the options.'],
    [['--walk', '--people', '10'], '--walk takes no product: remove --people'],
    [['--walk', '--cold-starts'], '--walk takes no product: remove --cold-starts'],
  ])('are rejected if they are %j', (args, message) => {
    expect(messageFor(...args)).toContain(message);
  });

  it('report all mistakes at once, one line each', () => {
    expect(messageFor('--people', 'many', '--online', '-1e3', '--seed', '1.5').split('\n')).toHaveLength(1);
    expect(messageFor('--people', 'many', '--online=-1', '--seed', '1.5').split('\n')).toEqual([
      'people must be a whole number from 1 to 10,000,000,000, not "many"',
      'online must be a whole number from 0 to 10,000,000,000, not -1',
      'seed must be a whole number from 0 to 4,294,967,295, not 1.5',
    ]);
  });
});

describe('the file of a product', () => {
  it.each([
    [{}, ['people is missing: it must be a whole number from 1 to 10,000,000,000']],
    [{ people: null }, ['people must be a whole number from 1 to 10,000,000,000, not null']],
    [{ people: '1000' }, ['people must be a whole number from 1 to 10,000,000,000, not "1000"']],
    [{ people: 10, peopel: 5 }, ['peopel is not known. Names are people, registered, online, ']],
    [{ people: 10, outage: 30 }, ['outage must be an object, not 30']],
    [{ people: 10, outage: { minuts: 30 } }, ['outage.minuts is not known. Names are minutes, returnSeconds']],
    [{ people: 10, attacker: { target: 'me' } }, ['attacker.target must be api or cognito, not "me"']],
    [{ people: 10, secondFactorShare: 1.5 }, ['secondFactorShare must be a number from 0 to 1, not 1.5']],
    [
      { people: 10, limits: { routes: { refersh: 5 }, quotas: { UserRaed: 5 } } },
      ['limits.routes.refersh is not known. Names are sign-up, ', 'limits.quotas.UserRaed is not known. Names are '],
    ],
    [{ people: 10, limits: { routes: { refresh: 0 } } }, ['limits.routes.refresh must be a whole number from 1 to ']],
    [
      { people: 10, limits: { routes: { refresh: 120 } } },
      [
        'limits.routes of confirm, sign-in, refresh, reset-password must be lower, or limits.quotas.UserAuthentication higher: ' +
          'together they let 185 calls per second through, and the quota is 120. cdk synth rejects such limits',
      ],
    ],
  ])('is rejected if it is %j', (content, messages) => {
    const lines = messageFor('--product', fileWith(content)).split('\n');
    expect(lines).toEqual(messages.map((message) => expect.stringContaining(message)));
  });

  it.each([
    ['[]', ' must hold a JSON object'],
    ['5', ' must hold a JSON object'],
    ['{"people": }', 'Cannot read '],
    ['', 'Cannot read '],
  ])('is rejected if it holds %j', (content, message) => {
    expect(messageFor('--product', fileWith(content))).toContain(message);
  });

  it('is rejected if it does not exist', () => {
    expect(messageFor('--product', join(folder, 'none.json'))).toContain('ENOENT');
  });
});
