import {
  AdminDisableUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Answer, latestCode, send } from './http';
import { type LocalRun, startLocalRun } from './local-run';

const PASSWORD = 'Correct-Horse-7';
/** More than any limit per user that Cognito has: 5 sign-ins, 5 messages, 15 codes. */
const REPETITIONS = 18;
/** Milliseconds between medians: far more than noise, far less than a sleep or a second call would be. */
const COARSE = 100;

type Ask = (address: string, nth: number) => object;

const aboutAnAddress: readonly (readonly [path: string, ask: Ask])[] = [
  ['/sign-in', (username) => ({ username, password: 'Wrong-Horse-7' })],
  ['/confirm', (username) => ({ username, code: '000000' })],
  ['/resend-code', (username) => ({ username })],
  ['/forgot-password', (username) => ({ username })],
  ['/reset-password', (username) => ({ username, code: '000000', newPassword: PASSWORD })],
  ['/reset-password', (username) => ({ username, code: '000000', newPassword: 'weak' })],
];

const signUps = {
  email: [
    ['/sign-up', (username) => ({ username, password: PASSWORD })],
    ['/sign-up', (username) => ({ username, password: 'weak' })],
  ],
  username: [
    [
      '/sign-up',
      (email, nth) => ({ username: `${email}.${nth}`.replace('@', '.'), password: PASSWORD, email }),
    ],
  ],
} as const satisfies Record<string, readonly (readonly [string, Ask])[]>;

describe.each(['email', 'username'] as const)('where people sign in with their %s, a stranger', (mode) => {
  let run: LocalRun;
  let cognito: CognitoIdentityProviderClient;
  const post = (path: string, body: object) => send('POST', run.api + path, body);

  beforeAll(async () => {
    run = await startLocalRun(`signInWith=${mode}`);
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    cognito = new CognitoIdentityProviderClient({ endpoint: run.cognito, region: 'us-east-1', credentials });
  });
  afterAll(() => run.stop());

  /** The name under which an address is registered. */
  const nameOf = (address: string) => (mode === 'email' ? address : address.replace('@', '.'));
  const signUp = (email: string) => post('/sign-up', { username: nameOf(email), password: PASSWORD, email });

  /** Whose an address can be. With a username, it is nobody's until it is confirmed. */
  const kinds: Record<string, (address: string) => Promise<unknown>> = {
    unknown: async () => undefined,
    unconfirmed: signUp,
    async confirmed(address) {
      await signUp(address);
      await post('/confirm', { username: nameOf(address), code: await latestCode(run.api, address) });
    },
    async disabled(address) {
      await kinds.confirmed?.(address);
      await cognito.send(
        new AdminDisableUserCommand({ UserPoolId: run.userPoolId, Username: nameOf(address) }),
      );
    },
  };

  /** The answers to one question, asked again and again about an address of one kind, and how long one took. */
  async function interrogate(kind: string, address: string, [path, ask]: readonly [string, Ask]) {
    await kinds[kind]?.(address);
    const answers: string[] = [];
    const times: number[] = [];
    for (let nth = 0; nth < REPETITIONS; nth += 1) {
      const startedAt = performance.now();
      const answer = await post(path, ask(address, nth));
      times.push(performance.now() - startedAt);
      answers.push(visible(answer, address));
    }
    return { answers, time: times.sort((a, b) => a - b)[REPETITIONS / 2] ?? 0 };
  }

  const questions = [...signUps[mode], ...aboutAnAddress].map(
    ([path, ask], number) => [path, ask, number] as const,
  );

  it.each(questions)(
    'gets the same answers from %s whoever has the address, however often',
    async (path, ask, number) => {
      const seen = new Map<string, Awaited<ReturnType<typeof interrogate>>>();
      for (const [index, kind] of Object.keys(kinds).entries()) {
        // Of one length, which shows in a header where a reply repeats the address.
        seen.set(kind, await interrogate(kind, `p${index}-${number}@example.com`, [path, ask]));
      }
      for (const { answers } of seen.values()) expect(answers).toEqual(seen.get('unknown')?.answers);
      const times = [...seen.values()].map(({ time }) => time);
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(COARSE);
    },
  );

  it('learns nothing from the right password of an account that is disabled or not confirmed', async () => {
    const answers = new Set<string>();
    for (const [index, kind] of ['unknown', 'unconfirmed', 'disabled'].entries()) {
      const address = `right-${index}@example.com`;
      await kinds[kind]?.(address);
      answers.add(visible(await post('/sign-in', { username: address, password: PASSWORD }), address));
    }
    expect(answers.size).toBe(1);
  });
});

/** All that a caller gets to see, but for what differs with every request and for the address itself. */
function visible({ status, headers, body }: Answer, address: string): string {
  const shown = [...headers].filter(([name]) => name !== 'date' && name !== 'x-amzn-requestid');
  const text = JSON.stringify({ status, shown, body: { ...body, requestId: '' } });
  return text.replaceAll(address, 'ADDRESS').replaceAll(address.replace('@', '.'), 'NAME');
}
