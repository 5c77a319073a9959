import { AdminDisableUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { SignInWith } from '../../../lambda/contract/environment';
import { type Answer, latestCode, send } from './http';
import { localRun } from './local-run';

const PASSWORD = 'Correct-Horse-7';
/** Past Cognito's limits per user: five sign-ins and five messages, and fifteen codes. */
const [PAST_FIVE, PAST_FIFTEEN] = [7, 17];
/** Milliseconds between medians: more than any noise, less than a second try of the SDK's or a time-out would be. */
const COARSE = 1000;

type Ask = (address: string, nth: number) => object;

type Question = readonly [path: string, times: number, ask: Ask];

const aboutAnAddress: readonly Question[] = [
  ['/sign-in', PAST_FIVE, (username) => ({ username, password: 'Wrong-Horse-7' })],
  ['/confirm', PAST_FIFTEEN, (username) => ({ username, code: '000000' })],
  ['/resend-code', PAST_FIVE, (username) => ({ username })],
  ['/forgot-password', PAST_FIVE, (username) => ({ username })],
  ['/reset-password', PAST_FIFTEEN, (username) => ({ username, code: '000000', newPassword: PASSWORD })],
  ['/reset-password', 1, (username) => ({ username, code: '000000', newPassword: 'weak' })],
];

const signUps = {
  email: [
    ['/sign-up', PAST_FIVE, (username) => ({ username, password: PASSWORD })],
    ['/sign-up', 1, (username) => ({ username, password: 'weak' })],
  ],
  username: [
    [
      '/sign-up',
      PAST_FIVE,
      (email, nth) => ({ username: `${email}.${nth}`.replace('@', '.'), password: PASSWORD, email }),
    ],
  ],
} as const satisfies Record<string, readonly Question[]>;

/** The same questions about addresses of every kind, and whether the answers tell them apart. */
export function itAnswersAlike(mode: SignInWith): void {
  describe(`where people sign in with their ${mode}, a stranger`, () => {
    let cognito: CognitoIdentityProviderClient;
    const post = (path: string, body: object) => send('POST', localRun().api + path, body);

    beforeAll(async () => {
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      cognito = new CognitoIdentityProviderClient({
        endpoint: localRun().cognito,
        region: 'us-east-1',
        credentials,
      });
    });

    /** The name under which an address is registered. */
    const nameOf = (address: string) => (mode === 'email' ? address : address.replace('@', '.'));
    const signUp = (email: string) => post('/sign-up', { username: nameOf(email), password: PASSWORD, email });

    /** Whose an address can be. With a username, it is nobody's until it is confirmed. */
    const kinds: Record<string, (address: string) => Promise<unknown>> = {
      unknown: async () => undefined,
      unconfirmed: signUp,
      async confirmed(address) {
        await signUp(address);
        await post('/confirm', {
          username: nameOf(address),
          code: await latestCode(localRun().api, address),
        });
      },
      async disabled(address) {
        await kinds.confirmed?.(address);
        await cognito.send(
          new AdminDisableUserCommand({ UserPoolId: localRun().userPoolId, Username: nameOf(address) }),
        );
      },
    };

    /** The answers to one question, asked again and again about an address of one kind, and how long one took. */
    async function interrogate(kind: string, address: string, [path, repetitions, ask]: Question) {
      await kinds[kind]?.(address);
      const answers: string[] = [];
      const times: number[] = [];
      for (let nth = 0; nth < repetitions; nth += 1) {
        const startedAt = performance.now();
        const answer = await post(path, ask(address, nth));
        times.push(performance.now() - startedAt);
        answers.push(visible(answer, address));
      }
      return { answers, time: times.sort((a, b) => a - b)[Math.floor(repetitions / 2)] ?? 0 };
    }

    const questions = [...signUps[mode], ...aboutAnAddress].map(
      ([path, times, ask], number) => [path, times, ask, number] as const,
    );

    it.each(questions)(
      'gets the same answers from %s, asked %i times, whoever has the address',
      async (path, times, ask, number) => {
        const seen = new Map<string, Awaited<ReturnType<typeof interrogate>>>();
        for (const [index, kind] of Object.keys(kinds).entries()) {
          // Of one length, which shows in a header where a reply repeats the address.
          seen.set(kind, await interrogate(kind, `p${index}-${number}@example.com`, [path, times, ask]));
        }
        for (const { answers } of seen.values()) expect(answers).toEqual(seen.get('unknown')?.answers);
        const took = [...seen.values()].map(({ time }) => time);
        expect(Math.max(...took) - Math.min(...took)).toBeLessThan(COARSE);
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
}

/** All that a caller gets to see, but for what differs with every request and for the address itself. */
function visible({ status, headers, body }: Answer, address: string): string {
  const shown = [...headers].filter(([name]) => name !== 'date' && name !== 'x-amzn-requestid');
  const text = JSON.stringify({ status, shown, body: { ...body, requestId: '' } });
  return text.replaceAll(address, 'ADDRESS').replaceAll(address.replace('@', '.'), 'NAME');
}
