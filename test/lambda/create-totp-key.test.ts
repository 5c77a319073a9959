import { AssociateSoftwareTokenCommand, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { account, accountOf, accountWith } from './support/accounts';
import { cognito, exception, sentCommands } from './support/cognito';
import { accessTokenExceptions, commonExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const SecretCode = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPABCD';

describe('POST /mfa/totp', () => {
  beforeEach(() => {
    cognito.on(AssociateSoftwareTokenCommand).resolves({ SecretCode, Session: 'session-of-the-key' });
    cognito.on(GetUserCommand).resolves(account);
  });

  describeSuccessReply('create-totp-key', {});

  it('answers 200 with the key and a URI that names the product and the account', async () => {
    const { status, body } = await load('create-totp-key')();
    const label = 'Engine%20%26%20Co:ada%40lovelace.example';
    const uri = `otpauth://totp/${label}?secret=${SecretCode}&issuer=Engine%20%26%20Co`;
    expect([status, body]).toEqual([200, { secret: SecretCode, uri }]);
  });

  it('puts the username into the URI when the account has no e-mail address', async () => {
    cognito.on(GetUserCommand).resolves({ ...accountWith({ email: undefined }), Username: 'ada:l/?&#' });
    const { uri } = (await load('create-totp-key')()).body;
    const { host, pathname, searchParams } = new URL(String(uri));
    expect([host, decodeURIComponent(pathname)]).toEqual(['totp', '/Engine & Co:ada:l/?&#']);
    expect(Object.fromEntries(searchParams)).toEqual({ secret: SecretCode, issuer: 'Engine & Co' });
  });

  it.each([true, 'true'])('answers 409 no_password to a user of an identity provider (primary %j)', async (primary) => {
    cognito.on(GetUserCommand).resolves(accountOf({ primary }));
    expectProblem(await load('create-totp-key')(), 409, 'no_password');
    expect(sentCommands().map(([name]) => name)).toEqual(['GetUserCommand']);
  });

  it('answers 200 to a user with a password who is linked to a provider', async () => {
    cognito.on(GetUserCommand).resolves(accountOf({ primary: false }));
    expect((await load('create-totp-key')()).status).toBe(200);
  });

  it('calls GetUser and then AssociateSoftwareToken with the access token', async () => {
    await load('create-totp-key')();
    expect(sentCommands()).toEqual([
      ['GetUserCommand', { AccessToken: ACCESS_TOKEN }],
      ['AssociateSoftwareTokenCommand', { AccessToken: ACCESS_TOKEN }],
    ]);
  });

  it.each([{}, { SecretCode: '' }, { Session: 'session-of-the-key' }])(
    'answers 503 upstream_unavailable when AssociateSoftwareToken returns %j',
    async (output) => {
      cognito.on(AssociateSoftwareTokenCommand).resolves(output);
      expectProblem(await load('create-totp-key')(), 503, 'upstream_unavailable');
    },
  );

  it('answers 503 upstream_unavailable when GetUser returns no account', async () => {
    cognito.on(GetUserCommand).resolves({});
    expectProblem(await load('create-totp-key')(), 503, 'upstream_unavailable');
  });

  it('answers 401 and logs one line when Cognito refuses the token in every call', async () => {
    cognito.onAnyCommand().rejects(exception('NotAuthorizedException'));
    const reply = await load('create-totp-key')();
    expectProblem(reply, 401, 'unauthorized');
    expect(reply.log).toHaveLength(1);
  });

  describe('failures of AssociateSoftwareToken', () => {
    describeCognitoFailures('create-totp-key', {
      command: AssociateSoftwareTokenCommand,
      rows: [
        ...commonExceptions,
        ['NotAuthorizedException', [401, 'unauthorized']],
        ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
        ['ConcurrentModificationException', [429, 'rate_limited']],
      ],
    });
  });

  describe('failures of GetUser', () => {
    describeCognitoFailures('create-totp-key', { command: GetUserCommand, rows: accessTokenExceptions });
  });
});
