import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { fresh, type Variables } from '../support/invoke';

const load = (variables: Variables) =>
  fresh<{ handler: (event: PreSignUpTriggerEvent) => Promise<unknown> }>(
    '../../../lambda/triggers/pre-sign-up-with-lookups',
    {
      ALLOWED_EMAIL_DOMAINS: '',
      IDENTITY_PROVIDERS: '',
      SELF_SIGN_UP: 'true',
      RESERVE_OLD_USERNAMES: '',
      ...variables,
    },
  ).handler;

const eventOf = (triggerSource: string, { userName = 'ada', email_verified = 'false' } = {}) =>
  ({
    triggerSource,
    userName,
    request: { userAttributes: { email: 'ada@lovelace.example', email_verified } },
  }) as unknown as PreSignUpTriggerEvent;

/** AWS does not document which source the creation of a moved user has. */
const sourcesOfMigration = ['PreSignUp_AdminCreateUser', 'PreSignUp_SignUp'];

describe('the pre-sign-up trigger with allowedEmailDomains', () => {
  const handler = load({ ALLOWED_EMAIL_DOMAINS: 'example.com' });

  it.each(sourcesOfMigration)('accepts every address of a user who is moved in: %s', async (source) => {
    await expect(handler(eventOf(source, { email_verified: 'true' }))).resolves.toBeDefined();
  });

  it('rejects a sign-up with an address of another domain, which is not verified yet', async () => {
    await expect(handler(eventOf('PreSignUp_SignUp'))).rejects.toThrow('email_domain_not_allowed');
  });
});

describe('the pre-sign-up trigger with userMigration', () => {
  const requests: unknown[] = [];
  let status = 404;
  const oldSystem = createServer(async (request, response) => {
    requests.push(await json(request));
    response.writeHead(status).end(JSON.stringify({ email: 'ada@lovelace.example', emailVerified: true }));
  }).listen(0, '127.0.0.1');
  let handler: ReturnType<typeof load>;
  beforeAll(async () => {
    await once(oldSystem, 'listening');
    const { port } = oldSystem.address() as AddressInfo;
    handler = load({ RESERVE_OLD_USERNAMES: 'true', OLD_SYSTEM_URL: `http://127.0.0.1:${port}/users` });
  });
  beforeEach(() => {
    requests.length = 0;
  });
  afterAll(() => oldSystem.close());

  it('accepts a sign-up with a username that the old system does not have', async () => {
    status = 404;
    await expect(handler(eventOf('PreSignUp_SignUp'))).resolves.toBeDefined();
    expect(requests).toEqual([{ username: 'ada' }]);
  });

  it.each([
    ['username_taken when the old system has the username', 200, 'username_taken'],
    ['old_system_unavailable when the old system is down', 500, 'old_system_unavailable'],
  ])('rejects a sign-up with %s', async (_, answer, code) => {
    status = answer;
    await expect(handler(eventOf('PreSignUp_SignUp'))).rejects.toThrow(code);
  });

  it('rejects an address outside allowedEmailDomains without asking', async () => {
    const { port } = oldSystem.address() as AddressInfo;
    const OLD_SYSTEM_URL = `http://127.0.0.1:${port}/users`;
    const strict = load({ RESERVE_OLD_USERNAMES: 'true', ALLOWED_EMAIL_DOMAINS: 'example.com', OLD_SYSTEM_URL });
    await expect(strict(eventOf('PreSignUp_SignUp'))).rejects.toThrow('email_domain_not_allowed');
    expect(requests).toEqual([]);
  });

  it.each(sourcesOfMigration)('accepts a user who is moved in, without asking again: %s', async (source) => {
    status = 200;
    await expect(handler(eventOf(source, { email_verified: 'true' }))).resolves.toBeDefined();
    expect(requests).toEqual([]);
  });
});
