import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { triggerRefusals } from '../../lambda/contract/trigger-refusals';
import { cognito, exception } from './support/cognito';
import {
  commonExceptions,
  describeCognitoFailures,
  senderExceptions,
  triggerExceptions,
} from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidLogins, invalidPasswords } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';
import { AuthenticationResult, outputsWithoutTokensOrChallenge, tokens } from './support/tokens';

const password = 'Analytical-Engine-1843';
const byUsername = { username: 'ada.lovelace', password };
const byEmail = { username: 'ada@lovelace.example', password };
const session = 'session-of-the-challenge';

describe('POST /sign-in', () => {
  beforeEach(() => {
    cognito.on(InitiateAuthCommand).resolves({ AuthenticationResult });
  });

  describeSuccessReply('sign-in', { body: byUsername });

  it.each([byUsername, byEmail, { ...byUsername, username: '\u{1f98a}' }])(
    'answers 200 with the tokens when username is $username',
    async (body) => {
      const reply = await load('sign-in')({ body });
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual(tokens);
    },
  );

  it('sends Cognito the username trimmed and the password unchanged', async () => {
    await load('sign-in')({ body: { username: '\tada.lovelace ', password: `  ${password} \u0000\n` } });
    expect(cognito.commandCalls(InitiateAuthCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        ClientId: 'test-client-id',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada.lovelace', PASSWORD: `  ${password} \u0000\n` },
      },
    ]);
  });

  it('accepts a weak password, which may be older than the password policy', async () => {
    expect((await load('sign-in')({ body: { ...byUsername, password: 'weak1' } })).status).toBe(200);
  });

  it.each(['NEW_PASSWORD_REQUIRED', 'SOFTWARE_TOKEN_MFA'] as const)(
    'answers 200 with challenge, session and username and without parameters when Cognito returns %s',
    async (ChallengeName) => {
      const parameters = { USER_ID_FOR_SRP: 'ada', userAttributes: '{"email":"ada@lovelace.example"}' };
      cognito.on(InitiateAuthCommand).resolves({ ChallengeName, Session: session, ChallengeParameters: parameters });
      const { status, body } = await load('sign-in')({ body: byEmail });
      expect([status, body]).toEqual([200, { challenge: ChallengeName, session, username: 'ada' }]);
    },
  );

  it('answers 200 with the username of the request when the challenge has none', async () => {
    cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: session });
    expect((await load('sign-in')({ body: byUsername })).body).toMatchObject({ username: 'ada.lovelace' });
  });

  it.each(outputsWithoutTokensOrChallenge)(
    'answers 503 upstream_unavailable when Cognito returns %s',
    async (_, output) => {
      cognito.on(InitiateAuthCommand).resolves(output);
      expectProblem(await load('sign-in')({ body: byUsername }), 503, 'upstream_unavailable');
    },
  );

  describe('validation of the body', () => {
    describeInvalidBodies('sign-in', {
      validBody: byUsername,
      invalidValues: [...invalidLogins, ...invalidPasswords('password')],
    });
  });

  describe('failures of InitiateAuth', () => {
    describeCognitoFailures('sign-in', {
      command: InitiateAuthCommand,
      validBodies: { username: byUsername, email: byEmail },
      rows: [
        ...commonExceptions,
        ...triggerExceptions,
        ...senderExceptions,
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
      'answers as for a wrong password when InitiateAuth throws %s for an e-mail address and signInWith is username',
      async (thrown) => {
        cognito.on(InitiateAuthCommand).rejects(exception('NotAuthorizedException'));
        const wrongPassword = await load('sign-in')({ body: byEmail });
        cognito.on(InitiateAuthCommand).rejects(exception(thrown));
        expect(await load('sign-in')({ body: byEmail })).toEqual({
          ...wrongPassword,
          log: expect.anything(),
        });
        expectProblem(wrongPassword, 401, 'invalid_credentials');
      },
    );
  });

  describe('a failed user migration', () => {
    const CRASH = 'Exception migrating user in app client 1example23456789';
    const DOWN = 'UserMigration failed with error old_system_unavailable.';
    const OTHER = 'UserMigration failed with error a_code_of_the_product.';
    const failure = (name: string, message: string) => Object.assign(exception(name), { message });

    it.each([
      ['UserNotFoundException', CRASH],
      ['UserNotFoundException', DOWN],
      ['UserNotFoundException', OTHER],
      ['UserLambdaValidationException', DOWN],
      ['UserLambdaValidationException', OTHER],
    ])('answers as for a wrong password when the name is an e-mail address: %s %s', async (name, message) => {
      cognito.on(InitiateAuthCommand).rejects(exception('NotAuthorizedException'));
      const wrongPassword = await load('sign-in')({ body: byEmail });
      cognito.on(InitiateAuthCommand).rejects(failure(name, message));
      expect(await load('sign-in')({ body: byEmail })).toEqual({ ...wrongPassword, log: expect.anything() });
      expectProblem(wrongPassword, 401, 'invalid_credentials');
    });

    it.each(
      [byUsername, byEmail].flatMap((body) =>
        [...Object.keys(triggerRefusals), 'code_of_the_product'].flatMap((refusal) =>
          ['UserLambdaValidationException', 'UserNotFoundException'].map((name) => ({ body, refusal, name })),
        ),
      ),
    )(
      'answers as for an unknown name when a moved user is refused: $refusal, $name',
      async ({ body, refusal, name }) => {
        cognito.on(InitiateAuthCommand).rejects(exception('UserNotFoundException'));
        const unknown = await load('sign-in')({ body });
        cognito.on(InitiateAuthCommand).rejects(failure(name, `PreSignUp failed with error ${refusal}.`));
        expect(await load('sign-in')({ body })).toEqual({ ...unknown, log: expect.anything() });
        expectProblem(unknown, 401, 'invalid_credentials');
      },
    );

    it.each([
      ['UserNotFoundException', DOWN, 503, 'upstream_unavailable'],
      ['UserLambdaValidationException', DOWN, 503, 'upstream_unavailable'],
      ['UserNotFoundException', CRASH, 401, 'invalid_credentials'],
      ['UserNotFoundException', OTHER, 401, 'invalid_credentials'],
      ['UserLambdaValidationException', OTHER, 422, 'rejected'],
    ])('answers %s %s with %d %s when the name is a username', async (name, message, status, code) => {
      cognito.on(InitiateAuthCommand).rejects(failure(name, message));
      expectProblem(await load('sign-in')({ body: byUsername }), status, code);
    });
  });
});
