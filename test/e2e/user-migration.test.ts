import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  CognitoIdentityProviderClient,
  ForgotPasswordCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { SignInWith } from '../../lambda/contract/environment';
import { type HttpReply, latestCode, send } from './support/http';
import { type LocalRun, startLocalRun } from './support/local-run';
import { expectProblem, OTHER_PASSWORD, PASSWORD, WRONG_PASSWORD } from './support/scenario';
import { normalized } from './support/user-enumeration';

// Two starts of the local run.
jest.setTimeout(180_000);

/** The passwords of the old system by username. */
const oldUsers = new Map([['old.user', PASSWORD]]);
/** The names that the old system was asked about. */
let asked: string[] = [];
let isDown: ((response: ServerResponse) => void) | undefined;

const oldSystem = createServer(async (request, response) => {
  const { username, password } = (await json(request)) as { username: string; password?: string };
  asked.push(username);
  if (isDown) return isDown(response);
  const [name = ''] = username.split('@');
  const expected = oldUsers.get(name);
  const status = expected === undefined ? 404 : [expected, undefined].includes(password) ? 200 : 401;
  response.writeHead(status).end(JSON.stringify({ email: `${name}@example.com`, emailVerified: true, username: name }));
}).listen(0, '127.0.0.1');

/** With a provider, the pre-sign-up trigger refuses usernames that Cognito makes for its users. */
const urls = ['http://localhost:3000/'];
const withProvider = [
  `managedLogin=${JSON.stringify({ domainPrefix: 'engine', callbackUrls: urls, logoutUrls: urls })}`,
  `identityProviders=${JSON.stringify({ google: { clientId: '1-a.apps.googleusercontent.com', secretName: 'engine/google' } })}`,
];

const outages: readonly (readonly [condition: string, fail: typeof isDown])[] = [
  ['up', undefined],
  ['answering 500', (response) => response.writeHead(500).end()],
  ['refusing connections', (response) => response.destroy()],
];

describe.each<SignInWith>(['email', 'username'])('userMigration with sign-in by %s', (signInWith) => {
  let run: LocalRun;
  const post = (path: string, body: object): Promise<HttpReply> => send('POST', run.api + path, body);
  const nameOf = (user: string) => (signInWith === 'email' ? `${user}@example.com` : user);
  const createAccount = async (user: string) => {
    const [username, email] = [nameOf(user), `${user}@example.com`];
    expect((await post('/sign-up', { username, password: PASSWORD, email })).status).toBe(201);
    const code = await latestCode(run.api, email);
    expect((await post('/confirm', { username, code })).status).toBe(200);
  };

  beforeAll(async () => {
    isDown = undefined;
    if (!oldSystem.listening) await once(oldSystem, 'listening');
    const { port } = oldSystem.address() as AddressInfo;
    const userMigration = JSON.stringify({ url: `http://127.0.0.1:${port}/users` });
    const context = [`signInWith=${signInWith}`, `userMigration=${userMigration}`, ...withProvider];
    run = await startLocalRun({ context });
    await createAccount('known.user');
  });
  afterAll(() => run?.stop());
  beforeEach(() => {
    asked = [];
    isDown = undefined;
  });

  it.each(outages)(
    'answers the same for an address without an account as for a wrong password, with the old system %s',
    async (_, fail) => {
      isDown = fail;
      const requests = (username: string) => [
        ['/sign-in', { username, password: WRONG_PASSWORD }] as const,
        ['/forgot-password', { username }] as const,
        ['/reset-password', { username, code: '000000', newPassword: OTHER_PASSWORD }] as const,
      ];
      const replies: string[][] = [];
      // Of the same length, because a reply with an address has the same Content-Length then.
      for (const address of ['known.user@example.com', 'other.user@example.com', 'third.user@example.com']) {
        const sent = requests(address).map(async ([path, body]) => normalized(await post(path, body), address));
        replies.push(await Promise.all(sent));
      }
      expect(replies).toEqual(replies.map(() => replies[0]));
      // Neither is a user who exists here looked up, nor one whose code is checked.
      expect([...new Set(asked)].sort()).toEqual(['other.user@example.com', 'third.user@example.com']);
    },
  );

  it.each(outages)(
    'gives callers of Cognito the replies for an unknown address, with the old system %s',
    async (_, fail) => {
      isDown = fail;
      const cognito = new CognitoIdentityProviderClient({ endpoint: run.cognito, region: 'us-east-1', maxAttempts: 1 });
      const signIn = (USERNAME: string) =>
        cognito.send(
          new InitiateAuthCommand({
            ClientId: run.clientId,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME, PASSWORD: WRONG_PASSWORD },
          }),
        );
      await expect(signIn('other.user@example.com')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      });
      const forgot = new ForgotPasswordCommand({ ClientId: run.clientId, Username: 'other.user@example.com' });
      const outcome = await cognito.send(forgot).then(
        ({ CodeDeliveryDetails }) => CodeDeliveryDetails?.DeliveryMedium,
        ({ name }: Error) => name,
      );
      // A simulated delivery or this exception, in turn, as without the trigger.
      expect(['EMAIL', 'InvalidParameterException']).toContain(outcome);
      cognito.destroy();
    },
  );

  it('moves a user at the first sign-in, and does not ask the old system about this user again', async () => {
    const username = nameOf('old.user');
    expectProblem(await post('/sign-in', { username, password: WRONG_PASSWORD }), 401, 'invalid_credentials');
    expect((await post('/sign-in', { username, password: PASSWORD })).status).toBe(200);
    asked = [];
    isDown = (response) => response.destroy();
    expectProblem(await post('/sign-in', { username, password: WRONG_PASSWORD }), 401, 'invalid_credentials');
    expect((await post('/sign-in', { username: 'old.user@example.com', password: PASSWORD })).status).toBe(200);
    expect(asked).toEqual([]);
  });

  if (signInWith === 'username') {
    it('answers the same for every unknown username: 401 with the old system up, 503 with it down', async () => {
      for (const [condition, fail] of outages) {
        isDown = fail;
        const replies = new Set<string>();
        for (const username of ['other.user', 'third.user']) {
          const reply = await post('/sign-in', { username, password: WRONG_PASSWORD });
          if (condition === 'up') expectProblem(reply, 401, 'invalid_credentials');
          else expectProblem(reply, 503, 'upstream_unavailable');
          replies.add(normalized(reply, username));
        }
        expect(replies.size).toBe(1);
      }
    });

    it('answers the same for a user of the old system who is refused by the pre-sign-up trigger as for an unknown name', async () => {
      oldUsers.set('google_1234', PASSWORD);
      const replies: string[] = [];
      for (const username of ['google_1234', 'nobody_1234']) {
        const reply = await post('/sign-in', { username, password: PASSWORD });
        expectProblem(reply, 401, 'invalid_credentials');
        replies.push(normalized(reply, username));
      }
      expect(replies[0]).toBe(replies[1]);
      expect(run.output()).toContain('username_of_provider');
    });

    it('does not let a new user take a username of the old system', async () => {
      oldUsers.set('reserved', PASSWORD);
      const newUser = { username: 'reserved', password: PASSWORD, email: 'attacker@example.com' };
      expectProblem(await post('/sign-up', newUser), 409, 'username_taken');
      isDown = (response) => response.destroy();
      expectProblem(await post('/sign-up', newUser), 503, 'upstream_unavailable');
      isDown = undefined;
      expect((await post('/sign-in', { username: 'reserved@example.com', password: PASSWORD })).status).toBe(200);
    });
  }
});

afterAll(() => {
  oldSystem.closeAllConnections();
  oldSystem.close();
});
