import { GetUserCommand, type GetUserCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { account, accountWith } from './support/accounts';
import { cognito, sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

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

  describeSuccessReply('me', {});

  it('answers 200 without the other attributes when the account has more', async () => {
    cognito.on(GetUserCommand).resolves(accountWith({ 'custom:role': 'admin', phone_number: '+441843184318' }));
    const { status, body } = await load('me')();
    expect([status, body]).toEqual([200, ada]);
  });

  it.each([
    [['Google'], [{ userId: '1', providerName: 'Google', providerType: 'Google', primary: 'true' }]],
    [
      ['Google', 'Corp'],
      [
        { userId: '1', providerName: 'Google', primary: false },
        { userId: '2', providerName: 'Corp', primary: false },
        { userId: '3', providerName: 'Corp', primary: false },
      ],
    ],
  ])('answers 200 with the providers %j', async (providers, identities) => {
    cognito.on(GetUserCommand).resolves(accountWith({ identities: JSON.stringify(identities) }));
    expect((await load('me')()).body).toEqual({ ...ada, providers });
  });

  it.each(['[]', ''])('answers 200 without providers when the attribute identities is %j', async (identities) => {
    cognito.on(GetUserCommand).resolves(accountWith({ identities }));
    expect((await load('me')()).body).toEqual(ada);
  });

  it('answers 200 with the sub of the access token when Cognito returns no sub', async () => {
    cognito.on(GetUserCommand).resolves(accountWith({ sub: undefined }));
    expect((await load('me')()).body).toEqual(ada);
  });

  it.each([undefined, {}, { sub: '' }])('answers 401 unauthorized when the claims are %j', async (claims) => {
    expectProblem(await load('me')({ claims: claims as Record<string, string> }), 401, 'unauthorized');
    expect(sentCommands()).toEqual([]);
  });

  it('sends Cognito the access token', async () => {
    await load('me')();
    expect(sentCommands()).toEqual([['GetUserCommand', { AccessToken: ACCESS_TOKEN }]]);
  });

  it.each(['false', undefined])(
    'answers 200 with emailVerified false when the attribute email_verified is %s',
    async (verified) => {
      cognito.on(GetUserCommand).resolves(accountWith({ email_verified: verified }));
      expect((await load('me')()).body).toEqual({ ...ada, emailVerified: false });
    },
  );

  it('answers 200 without email when the account has no e-mail address', async () => {
    cognito.on(GetUserCommand).resolves(accountWith({ email: undefined, email_verified: undefined }));
    const { email: _, ...others } = ada;
    expect((await load('me')()).body).toEqual({ ...others, emailVerified: false });
  });

  it.each([
    [true, ['SOFTWARE_TOKEN_MFA']],
    [true, ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']],
    [false, ['EMAIL_OTP']],
    [false, []],
  ])('answers 200 with totp %s when UserMFASettingList is %j', async (totp, list) => {
    cognito.on(GetUserCommand).resolves({ ...account, UserMFASettingList: list });
    expect((await load('me')()).body).toEqual({ ...ada, totp });
  });

  describe('when the stage has profile attributes', () => {
    const me = load('me', { PROFILE_ATTRIBUTES: 'name,given_name,picture,custom:favorite_color' });

    it('answers 200 with those that the account has, by their names in the API', async () => {
      const given = { given_name: 'Augusta Ada', 'custom:favorite_color': 'ultramarine', picture: '' };
      cognito.on(GetUserCommand).resolves(accountWith({ ...given, locale: 'en', 'custom:role': 'admin' }));
      const profile = { givenName: 'Augusta Ada', favoriteColor: 'ultramarine' };
      expect((await me()).body).toEqual({ ...ada, profile });
    });

    it('answers 200 with an empty profile when the account has none of them', async () => {
      expect((await me()).body).toEqual({ ...ada, profile: {} });
    });
  });

  it.each<[string, Partial<GetUserCommandOutput>]>([
    ['an empty output', {}],
    ['no username', { ...account, Username: undefined }],
  ])('answers 503 upstream_unavailable when Cognito returns %s', async (_, output) => {
    cognito.on(GetUserCommand).resolves(output);
    expectProblem(await load('me')(), 503, 'upstream_unavailable');
  });

  describe('failures of GetUser', () => {
    describeCognitoFailures('me', { command: GetUserCommand, rows: accessTokenExceptions });
  });
});
