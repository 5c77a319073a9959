import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { SignInWith } from '../../../lambda/contract/environment';
import { SoftwareAuthenticator } from '../../../packages/local-run/test/cognito/support/software-authenticator';
import type { HttpReply } from './http';
import { localRun } from './local-run';
import {
  administrator,
  createAccount,
  expectProblem,
  PASSWORD,
  post,
  signIn,
  signUp,
  WRONG_PASSWORD,
} from './scenario';
import { addPasskey, challengeIn, confirmWithoutPassword, enableTotp, passkeyAnswer } from './sign-in-methods';

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

/** Requests without a password, and a confirmation that asks to sign in. */
const signInMethodProbes: Readonly<Record<SignInWith, readonly Probe[]>> = {
  email: [
    { path: '/sign-up', repetitions: 3, body: (username) => ({ username }) },
    { path: '/confirm', repetitions: 3, body: (username) => ({ username, code: '000000', signIn: true }) },
  ],
  username: [
    {
      path: '/sign-up',
      repetitions: 3,
      body: (email, nth) => ({ username: `${usernameFor(email)}.${nth}`, email }),
    },
    { path: '/confirm', repetitions: 3, body: (username) => ({ username, code: '000000', signIn: true }) },
  ],
};

/** A username of the same length as the address. */
export const usernameFor = (address: string) => address.replace('@', '.');

/**
 * Tests that no open route tells whether an address is registered: replies to the same requests are equal, and take about
 * the same time, for addresses without an account and with one in each state.
 */
export function describeUserEnumeration(mode: SignInWith, furtherProbes: readonly Probe[] = []): void {
  describe(`user enumeration with sign-in by ${mode}`, () => {
    const registeredName = (address: string) => (mode === 'email' ? address : usernameFor(address));

    /** Brings the account of an address into a state. With usernames, an unconfirmed address belongs to no account. */
    const states: AccountStates = {
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

    const cases = [...signUpProbes[mode], ...probes, ...furtherProbes].map((probe, number) => ({
      ...probe,
      probe,
      number,
    }));

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
export function normalized({ status, headers, body }: HttpReply, address: string): string {
  const compared = [...headers].filter(([name]) => name !== 'date' && name !== 'x-amzn-requestid');
  const text = JSON.stringify({ status, headers: compared, body: { ...body, requestId: '' } });
  return text.replaceAll(address, 'ADDRESS').replaceAll(usernameFor(address), 'NAME');
}

/** A first factor, and answers to its challenge that are wrong for every account. */
interface FirstFactorProbe {
  readonly path: string;
  readonly answers: (challenge: ReturnType<typeof challengeIn>) => readonly object[];
  readonly problem: readonly [status: number, code: string];
}

const passkeyProbe: FirstFactorProbe = {
  path: '/sign-in/passkey',
  answers(challenge) {
    const answer = passkeyAnswer(challenge, new SoftwareAuthenticator());
    const malformed = { ...answer, credential: { id: 'AA', type: 'public-key', response: {} } };
    return [malformed, answer, answer];
  },
  problem: [401, 'invalid_passkey'],
};

const firstFactorProbes: readonly FirstFactorProbe[] = [
  {
    path: '/sign-in/email-code',
    // More wrong codes than a session accepts.
    answers: ({ session, username }) =>
      Array.from({ length: 5 }, () => ({ username, session, challenge: 'EMAIL_OTP', code: '00000000' })),
    problem: [400, 'invalid_code'],
  },
  passkeyProbe,
];

/**
 * Tests that the routes of the other sign-in methods tell neither whether an account exists and can sign in, nor what it can
 * sign in with.
 */
export function describeSignInMethodEnumeration(mode: SignInWith): void {
  describeUserEnumeration(mode, signInMethodProbes[mode]);

  const registeredName = (address: string) => (mode === 'email' ? address : usernameFor(address));
  const disable = (address: string) =>
    administrator().send(
      new AdminDisableUserCommand({ UserPoolId: localRun().userPoolId, Username: registeredName(address) }),
    );
  const create = (address: string) => createAccount(registeredName(address), address);
  const addPasskeyTo = async (address: string) => {
    const { reply } = await addPasskey(await signIn(registeredName(address)));
    expect(reply.status).toBe(204);
  };

  /** The states that a reply must not tell from each other. */
  const states: AccountStates = {
    unknown: async () => undefined,
    unconfirmed: (address) => signUp(registeredName(address), address),
    'without passkey': create,
    'without password': (address) => confirmWithoutPassword({ username: registeredName(address), email: address }),
    async 'with passkey'(address) {
      await create(address);
      await addPasskeyTo(address);
    },
    async 'with authenticator app'(address) {
      await create(address);
      await enableTotp(await signIn(registeredName(address)));
    },
    async 'with authenticator app and passkey'(address) {
      await create(address);
      const tokens = await signIn(registeredName(address));
      await enableTotp(tokens);
      expect((await addPasskey(tokens)).reply.status).toBe(204);
    },
    async disabled(address) {
      await create(address);
      await disable(address);
    },
    async 'disabled, with passkey'(address) {
      await create(address);
      await addPasskeyTo(address);
      await disable(address);
    },
    async 'password reset by an administrator'(address) {
      await create(address);
      const user = { UserPoolId: localRun().userPoolId, Username: registeredName(address) };
      await administrator().send(new AdminResetUserPasswordCommand(user));
    },
    'created by an administrator': (address) =>
      administrator().send(
        new AdminCreateUserCommand({
          UserPoolId: localRun().userPoolId,
          Username: registeredName(address),
          UserAttributes: [
            { Name: 'email', Value: address },
            { Name: 'email_verified', Value: 'true' },
          ],
          MessageAction: 'SUPPRESS',
        }),
      ),
  };

  describe(`user enumeration by a sign-in method, with sign-in by ${mode},`, () => {
    it.each(firstFactorProbes)(
      'POST $path and wrong answers to its challenge get the same replies for an address in every state',
      (probe) => compareStates(states, probe, { label: 'address', loginFor: (address) => address }),
    );

    if (mode === 'username') {
      it.each(firstFactorProbes)(
        'POST $path and wrong answers to its challenge get the same replies for a username in every state',
        (probe) => compareStates(states, probe, { label: 'name', loginFor: usernameFor }),
      );
    }
  });
}

/** Brings the account of an address into a state. */
export type AccountStates = Readonly<Record<string, (address: string) => Promise<unknown>>>;

interface Comparison {
  /** Part of the addresses, which are not used elsewhere. */
  readonly label: string;
  /** What the user of an address signs in with. */
  readonly loginFor: (address: string) => string;
}

/** Creates accounts in all states, and compares the replies about each with those about an unknown one. */
async function compareStates(
  states: AccountStates,
  probe: FirstFactorProbe,
  { label, loginFor }: Comparison,
): Promise<void> {
  const received: Record<string, readonly string[]> = {};
  for (const [index, [state, prepare]] of Object.entries(states).entries()) {
    // All addresses have the same length: a reply that contains the address has the same Content-Length.
    const address = `${label}-${probe.path.length}-${index + 10}@example.com`;
    await prepare(address);
    received[state] = await repliesAbout(probe, loginFor(address), address);
  }
  const expected = Object.keys(states).map((state) => [state, received.unknown]);
  expect(received).toEqual(Object.fromEntries(expected));
}

/** The same for passkeys, and users with the username that belongs to the address. */
export async function comparePasskeyReplies(states: AccountStates): Promise<void> {
  await compareStates(states, passkeyProbe, { label: 'user', loginFor: usernameFor });
}

/** The replies to a request for a challenge, and to wrong answers, without what may differ. */
async function repliesAbout({ path, answers, problem }: FirstFactorProbe, login: string, address: string) {
  const asked = await post(path, { username: login });
  const challenge = challengeIn(asked);
  const answered = [];
  for (const answer of answers(challenge)) {
    const reply = await post('/challenge', answer);
    expectProblem(reply, ...problem);
    answered.push(normalized(reply, address));
  }
  return [normalized(withoutRandomValues(asked), address), ...answered];
}

/** The reply with the lengths of its session and of the challenge for a passkey in place of the values. */
function withoutRandomValues({ body, ...reply }: HttpReply): HttpReply {
  const { parameters } = challengeIn({ body, ...reply });
  const challenge = parameters && { ...parameters, challenge: String(parameters.challenge).length };
  return {
    ...reply,
    body: { ...body, session: String(body.session).length, ...(challenge && { parameters: challenge }) },
  };
}
