import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describeBadBodies } from './support/bad-bodies';
import { badLogins, badPasswords } from './support/bad-values';
import { cognito, exception } from './support/cognito';
import { anyOperation, describeCognitoTrouble, senders, triggers } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { load } from './support/invoke';
import { AuthenticationResult, tokens, withoutSession } from './support/tokens';

const password = 'Analytical-Engine-1843';
const named = { username: 'ada.lovelace', password };
const addressed = { username: 'ada@lovelace.example', password };
const session = 'session-that-only-the-caller-may-have';

describe('POST /sign-in', () => {
  beforeEach(() => {
    cognito.on(InitiateAuthCommand).resolves({ AuthenticationResult });
  });

  describeSuccess('sign-in', { body: named });

  it.each([named, addressed, { ...named, username: '\u{1f98a}' }])(
    'answers 200 with the tokens to a name or an address (#%#)',
    async (body) => {
      const answer = await load('sign-in')({ body });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(tokens);
    },
  );

  it('sends Cognito the name trimmed and the password as typed', async () => {
    await load('sign-in')({ body: { username: '\tada.lovelace ', password: `  ${password} \u0000\n` } });
    expect(cognito.commandCalls(InitiateAuthCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        ClientId: 'client-of-the-tests',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada.lovelace', PASSWORD: `  ${password} \u0000\n` },
      },
    ]);
  });

  it('asks Cognito about a weak password too: it may be from before the policy', async () => {
    expect((await load('sign-in')({ body: { ...named, password: 'weak1' } })).status).toBe(200);
  });

  it.each(['NEW_PASSWORD_REQUIRED', 'SOFTWARE_TOKEN_MFA'] as const)(
    'answers 200 with the challenge that stands before the tokens (%s)',
    async (ChallengeName) => {
      const parameters = { USER_ID_FOR_SRP: 'ada', userAttributes: '{"email":"ada@lovelace.example"}' };
      cognito.on(InitiateAuthCommand).resolves({ ChallengeName, Session: session, ChallengeParameters: parameters });
      const { status, body } = await load('sign-in')({ body: addressed });
      expect([status, body]).toEqual([200, { challenge: ChallengeName, session, username: 'ada' }]);
    },
  );

  it('names the user as they did where the challenge does not', async () => {
    cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: session });
    expect((await load('sign-in')({ body: named })).body).toMatchObject({ username: 'ada.lovelace' });
  });

  it.each(withoutSession)('answers 503 when Cognito sends %s', async (_, output) => {
    cognito.on(InitiateAuthCommand).resolves(output);
    expectProblem(await load('sign-in')({ body: named }), 503, 'upstream_unavailable');
  });

  describe('a body that does not fit', () => {
    describeBadBodies('sign-in', {}, named, [...badLogins, ...badPasswords('password')]);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('sign-in', {
      command: InitiateAuthCommand,
      fine: { username: named, email: addressed },
      rows: [
        ...anyOperation,
        ...triggers,
        ...senders,
        ['NotAuthorizedException', [401, 'invalid_credentials']],
        ['UserNotFoundException', [401, 'invalid_credentials']],
        ['PasswordResetRequiredException', [403, 'password_reset_required'], [401, 'invalid_credentials']],
        ['UserNotConfirmedException', [403, 'user_not_confirmed'], [401, 'invalid_credentials']],
        ['FeatureUnavailableInTierException', [500, 'misconfigured']],
        ['InvalidUserPoolConfigurationException', [500, 'misconfigured']],
        ['UnsupportedOperationException', [500, 'misconfigured']],
      ],
    });

    it.each(['UserNotConfirmedException', 'PasswordResetRequiredException', 'UserNotFoundException'])(
      'answers about an address as to a wrong password, also where people sign in with names (%s)',
      async (thrown) => {
        cognito.on(InitiateAuthCommand).rejects(exception('NotAuthorizedException'));
        const wrongPassword = await load('sign-in')({ body: addressed });
        cognito.on(InitiateAuthCommand).rejects(exception(thrown));
        expect(await load('sign-in')({ body: addressed })).toEqual({
          ...wrongPassword,
          log: expect.anything(),
        });
        expectProblem(wrongPassword, 401, 'invalid_credentials');
      },
    );
  });
});
