import { AdminDisableUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { SignInWith } from '../../../lambda/contract/environment';
import type { HttpReply } from './http';
import { localRun } from './local-run';
import { administrator, createAccount, PASSWORD, post, signUp, WRONG_PASSWORD } from './scenario';

/** Repetitions that exceed Cognito's limits per user: 5 failed sign-ins, 5 e-mails, 15 codes. */
const [ABOVE_5, ABOVE_15] = [7, 17];
/** Milliseconds between median durations: more than noise, less than a retry of the SDK or a timeout takes. */
const MAX_DIFFERENCE = 1000;

/** A request about an e-mail address that is sent several times. */
interface Probe {
  readonly path: string;
  readonly repetitions: number;
  /** The body of the nth request. */
  readonly body: (address: string, nth: number) => object;
}

const probes: readonly Probe[] = [
  { path: '/sign-in', repetitions: ABOVE_5, body: (username) => ({ username, password: WRONG_PASSWORD }) },
  { path: '/confirm', repetitions: ABOVE_15, body: (username) => ({ username, code: '000000' }) },
  { path: '/resend-code', repetitions: ABOVE_5, body: (username) => ({ username }) },
  { path: '/forgot-password', repetitions: ABOVE_5, body: (username) => ({ username }) },
  {
    path: '/reset-password',
    repetitions: ABOVE_15,
    body: (username) => ({ username, code: '000000', newPassword: PASSWORD }),
  },
  {
    path: '/reset-password',
    repetitions: 1,
    body: (username) => ({ username, code: '000000', newPassword: 'weak' }),
  },
];

const signUpProbes: Readonly<Record<SignInWith, readonly Probe[]>> = {
  email: [
    { path: '/sign-up', repetitions: ABOVE_5, body: (username) => ({ username, password: PASSWORD }) },
    { path: '/sign-up', repetitions: 1, body: (username) => ({ username, password: 'weak' }) },
  ],
  username: [
    {
      path: '/sign-up',
      repetitions: ABOVE_5,
      body: (email, nth) => ({ username: `${usernameFor(email)}.${nth}`, password: PASSWORD, email }),
    },
  ],
};

/** A username of the same length as the address. */
const usernameFor = (address: string) => address.replace('@', '.');

/**
 * Tests that no open route tells whether an address is registered: replies to the same requests are equal, and take about
 * the same time, for addresses without an account and with one in each state.
 */
export function describeUserEnumeration(mode: SignInWith): void {
  describe(`user enumeration with sign-in by ${mode}`, () => {
    const registeredName = (address: string) => (mode === 'email' ? address : usernameFor(address));

    /** Brings the account of an address into a state. With usernames, an unconfirmed address belongs to no account. */
    const states: Readonly<Record<string, (address: string) => Promise<unknown>>> = {
      unknown: async () => undefined,
      unconfirmed: (address) => signUp(registeredName(address), address),
      confirmed: (address) => createAccount(registeredName(address), address),
      async disabled(address) {
        const Username = registeredName(address);
        await createAccount(Username, address);
        await administrator().send(new AdminDisableUserCommand({ UserPoolId: localRun().userPoolId, Username }));
      },
    };

    /** The replies to a probe, without what may differ, and their median duration in milliseconds. */
    async function send({ path, repetitions, body }: Probe, address: string) {
      const replies: string[] = [];
      const durations: number[] = [];
      for (let nth = 0; nth < repetitions; nth += 1) {
        const startedAt = performance.now();
        const reply = await post(path, body(address, nth));
        durations.push(performance.now() - startedAt);
        replies.push(normalized(reply, address));
      }
      return { replies, median: durations.sort((a, b) => a - b)[Math.floor(repetitions / 2)] ?? 0 };
    }

    const cases = [...signUpProbes[mode], ...probes].map((probe, number) => ({ ...probe, probe, number }));

    it.each(cases)(
      'POST $path answers $repetitions requests alike whether or not the address has an account',
      async ({ probe, number }) => {
        const sent = new Map<string, Awaited<ReturnType<typeof send>>>();
        for (const [index, [state, prepare]] of Object.entries(states).entries()) {
          // All addresses have the same length: a reply that contains the address has the same Content-Length.
          const address = `p${index}-${number}@example.com`;
          await prepare(address);
          sent.set(state, await send(probe, address));
        }
        for (const { replies } of sent.values()) expect(replies).toEqual(sent.get('unknown')?.replies);
        const medians = [...sent.values()].map(({ median }) => median);
        expect(Math.max(...medians) - Math.min(...medians)).toBeLessThan(MAX_DIFFERENCE);
      },
    );

    it('POST /sign-in answers the right password of a disabled or unconfirmed account like an unknown user', async () => {
      const replies = new Set<string>();
      for (const [index, state] of ['unknown', 'unconfirmed', 'disabled'].entries()) {
        const address = `right-${index}@example.com`;
        await states[state]?.(address);
        replies.add(normalized(await post('/sign-in', { username: address, password: PASSWORD }), address));
      }
      expect(replies.size).toBe(1);
    });
  });
}

/** Status, headers and body as text, without the date, the request id, the address and the username. */
function normalized({ status, headers, body }: HttpReply, address: string): string {
  const compared = [...headers].filter(([name]) => name !== 'date' && name !== 'x-amzn-requestid');
  const text = JSON.stringify({ status, headers: compared, body: { ...body, requestId: '' } });
  return text.replaceAll(address, 'ADDRESS').replaceAll(usernameFor(address), 'NAME');
}
