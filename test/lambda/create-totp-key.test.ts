import { AssociateSoftwareTokenCommand, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { account, accountWith } from './support/accounts';
import { asked, cognito, exception } from './support/cognito';
import { anyAccessTokenOperation, anyOperation, describeCognitoTrouble } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { ACCESS_TOKEN, load } from './support/invoke';

const SecretCode = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPABCD';

describe('POST /mfa/totp', () => {
  beforeEach(() => {
    cognito.on(AssociateSoftwareTokenCommand).resolves({ SecretCode, Session: 'session-of-the-key' });
    cognito.on(GetUserCommand).resolves(account);
  });

  describeSuccess('create-totp-key', {});

  it('answers 200 with the key, and as a URI that names the product and the account', async () => {
    const { status, body } = await load('create-totp-key')();
    const label = 'Engine%20%26%20Co:ada%40lovelace.example';
    const uri = `otpauth://totp/${label}?secret=${SecretCode}&issuer=Engine%20%26%20Co`;
    expect([status, body]).toEqual([200, { secret: SecretCode, uri }]);
  });

  it('names the account by its name where there is no address', async () => {
    cognito.on(GetUserCommand).resolves({ ...accountWith({ email: undefined }), Username: 'ada:l/?&#' });
    const { uri } = (await load('create-totp-key')()).body;
    const { host, pathname, searchParams } = new URL(String(uri));
    expect([host, decodeURIComponent(pathname)]).toEqual(['totp', '/Engine & Co:ada:l/?&#']);
    expect(Object.fromEntries(searchParams)).toEqual({ secret: SecretCode, issuer: 'Engine & Co' });
  });

  it('asks Cognito for the account and then for a key, with the access token', async () => {
    await load('create-totp-key')();
    expect(asked()).toEqual([
      ['GetUserCommand', { AccessToken: ACCESS_TOKEN }],
      ['AssociateSoftwareTokenCommand', { AccessToken: ACCESS_TOKEN }],
    ]);
  });

  it.each([{}, { SecretCode: '' }, { Session: 'session-of-the-key' }])(
    'answers 503 when Cognito sends no key (%j)',
    async (output) => {
      cognito.on(AssociateSoftwareTokenCommand).resolves(output);
      expectProblem(await load('create-totp-key')(), 503, 'upstream_unavailable');
    },
  );

  it('answers 503 when Cognito sends no account', async () => {
    cognito.on(GetUserCommand).resolves({});
    expectProblem(await load('create-totp-key')(), 503, 'upstream_unavailable');
  });

  it('answers 401 once, and logs one line, when both calls refuse the token', async () => {
    cognito.onAnyCommand().rejects(exception('NotAuthorizedException'));
    const answer = await load('create-totp-key')();
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.log).toHaveLength(1);
  });

  describe('what Cognito refuses of a key', () => {
    describeCognitoTrouble('create-totp-key', {
      command: AssociateSoftwareTokenCommand,
      rows: [
        ...anyOperation,
        ['NotAuthorizedException', [401, 'unauthorized']],
        ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
        ['ConcurrentModificationException', [429, 'rate_limited']],
      ],
    });
  });

  describe('what Cognito refuses of the account', () => {
    describeCognitoTrouble('create-totp-key', { command: GetUserCommand, rows: anyAccessTokenOperation });
  });
});
