import { GetUserCommand, type GetUserCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { account, accountWith } from './support/accounts';
import { asked, cognito } from './support/cognito';
import { anyAccessTokenOperation, describeCognitoTrouble } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { ACCESS_TOKEN, load } from './support/invoke';

const ada = {
  username: 'ada.lovelace',
  sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad',
  email: 'ada@lovelace.example',
  emailVerified: true,
  totp: false,
};

describe('GET /me', () => {
  beforeEach(() => {
    cognito.on(GetUserCommand).resolves(account);
  });

  describeSuccess('me', {});

  it('answers 200 with the account as Cognito has it now, and nothing else of it', async () => {
    cognito.on(GetUserCommand).resolves(accountWith({ 'custom:role': 'admin', phone_number: '+441843184318' }));
    const { status, body } = await load('me')();
    expect([status, body]).toEqual([200, ada]);
  });

  it('asks Cognito with the access token', async () => {
    await load('me')();
    expect(asked()).toEqual([['GetUserCommand', { AccessToken: ACCESS_TOKEN }]]);
  });

  it.each(['false', undefined])('says so when the address is not verified (%s)', async (verified) => {
    cognito.on(GetUserCommand).resolves(accountWith({ email_verified: verified }));
    expect((await load('me')()).body).toEqual({ ...ada, emailVerified: false });
  });

  it('answers 200 to a caller without an address', async () => {
    cognito.on(GetUserCommand).resolves(accountWith({ email: undefined, email_verified: undefined }));
    const { email: _, ...others } = ada;
    expect((await load('me')()).body).toEqual({ ...others, emailVerified: false });
  });

  it.each([
    [['SOFTWARE_TOKEN_MFA'], true],
    [['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], true],
    [['EMAIL_OTP'], false],
    [[], false],
  ])('says whether signing in takes a code from an authenticator app (%j: %s)', async (list, totp) => {
    cognito.on(GetUserCommand).resolves({ ...account, UserMFASettingList: list });
    expect((await load('me')()).body).toEqual({ ...ada, totp });
  });

  it.each<[string, Partial<GetUserCommandOutput>]>([
    ['nothing', {}],
    ['no name', { ...account, Username: undefined }],
    ['no attributes', { Username: account.Username }],
    ['no sub', accountWith({ sub: undefined })],
    ['an empty sub', accountWith({ sub: '' })],
  ])('answers 503 when Cognito sends %s', async (_, output) => {
    cognito.on(GetUserCommand).resolves(output);
    expectProblem(await load('me')(), 503, 'upstream_unavailable');
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('me', { command: GetUserCommand, rows: anyAccessTokenOperation });
  });
});
