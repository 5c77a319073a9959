import {
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception, sentCommands } from './support/cognito';
import { accessTokenExceptions, challengeExceptions, describeCognitoFailures } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidLogins, invalidSessions, invalidTotpCodes } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';
import { AuthenticationResult, outputsWithoutTokensOrChallenge, tokens } from './support/tokens';

const body = { username: 'ada.lovelace', session: 'session-of-the-key', code: '184310' };
const validBodies = { username: body, email: { ...body, username: 'ada@lovelace.example' } };

describe('PUT /challenge/totp', () => {
  beforeEach(() => {
    cognito.on(VerifySoftwareTokenCommand).resolves({ Status: 'SUCCESS', Session: 'session-of-the-code' });
    cognito.on(RespondToAuthChallengeCommand).resolves({ AuthenticationResult });
  });

  describeSuccessReply('finish-mfa-setup', { body });

  it('answers 200 with the tokens when the code is right', async () => {
    const { status, body: reply } = await load('finish-mfa-setup')({ body });
    expect([status, reply]).toEqual([200, tokens]);
  });

  it('verifies the trimmed code, and answers MFA_SETUP with the session of the verification', async () => {
    await load('finish-mfa-setup')({ body: { ...body, code: ' 184310\n' } });
    expect(sentCommands()).toEqual([
      ['VerifySoftwareTokenCommand', { Session: body.session, UserCode: '184310' }],
      [
        'RespondToAuthChallengeCommand',
        {
          ClientId: 'test-client-id',
          ChallengeName: 'MFA_SETUP',
          Session: 'session-of-the-code',
          ChallengeResponses: { USERNAME: 'ada.lovelace' },
        },
      ],
    ]);
  });

  it('answers 200 with the next challenge when Cognito returns one', async () => {
    cognito
      .on(RespondToAuthChallengeCommand)
      .resolves({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'next-session' });
    expect((await load('finish-mfa-setup')({ body })).body).toEqual({
      challenge: 'SOFTWARE_TOKEN_MFA',
      session: 'next-session',
      username: 'ada.lovelace',
    });
  });

  describe('if passkeys count as both factors', () => {
    const invoke = () => load('finish-mfa-setup', { PASSKEY_MFA: 'true' })({ body });

    it('lets the passkeys of the user count, with the new access token', async () => {
      expect((await invoke()).body).toEqual(tokens);
      expect(sentCommands().slice(2)).toEqual([
        [
          'SetUserMFAPreferenceCommand',
          {
            AccessToken: tokens.accessToken,
            SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
            WebAuthnMfaSettings: { Enabled: true },
          },
        ],
      ]);
    });

    it('answers 200 with the tokens when the user has no passkeys', async () => {
      cognito.on(SetUserMFAPreferenceCommand).rejects(exception('InvalidParameterException'));
      const { status, body: reply, log } = await invoke();
      expect([status, reply]).toEqual([200, tokens]);
      expect(log.filter(([level]) => level === 'error')).toEqual([]);
    });

    it('answers 200 with the tokens and logs an error when the passkeys cannot count', async () => {
      cognito.on(SetUserMFAPreferenceCommand).rejects(exception('InternalErrorException'));
      const { status, body: reply, log } = await invoke();
      expect([status, reply]).toEqual([200, tokens]);
      const cause = 'SetUserMFAPreference: InternalErrorException';
      expect(log).toContainEqual(['error', { outcome: 'passkey_mfa_not_enabled', cause }]);
    });

    it('makes no further call when Cognito returns another challenge', async () => {
      cognito.on(RespondToAuthChallengeCommand).resolves({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'next' });
      expect((await invoke()).status).toBe(200);
      expect(sentCommands()).toHaveLength(2);
    });
  });

  it.each([
    [400, 'invalid_code', { Status: 'ERROR' } as const],
    [503, 'upstream_unavailable', { Status: 'SUCCESS' } as const],
    [503, 'upstream_unavailable', {}],
  ])('answers %i %s and does not sign in when VerifySoftwareToken returns %j', async (status, code, output) => {
    cognito.on(VerifySoftwareTokenCommand).resolves(output);
    expectProblem(await load('finish-mfa-setup')({ body }), status, code);
    expect(sentCommands()).toHaveLength(1);
  });

  it.each(outputsWithoutTokensOrChallenge)(
    'answers 503 upstream_unavailable when RespondToAuthChallenge returns %s',
    async (_, output) => {
      cognito.on(RespondToAuthChallengeCommand).resolves(output);
      expectProblem(await load('finish-mfa-setup')({ body }), 503, 'upstream_unavailable');
    },
  );

  describe('validation of the body', () => {
    describeInvalidBodies('finish-mfa-setup', {
      validBody: body,
      invalidValues: [...invalidLogins, ...invalidSessions, ...invalidTotpCodes],
    });
  });

  describe('failures of VerifySoftwareToken', () => {
    describeCognitoFailures('finish-mfa-setup', {
      command: VerifySoftwareTokenCommand,
      validBodies,
      rows: [
        ...accessTokenExceptions,
        ['NotAuthorizedException', [401, 'challenge_expired']],
        ['UserNotFoundException', [401, 'challenge_expired']],
        ['CodeMismatchException', [400, 'invalid_code']],
        ['EnableSoftwareTokenMFAException', [400, 'invalid_code']],
        ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
        ['InvalidUserPoolConfigurationException', [500, 'misconfigured']],
      ],
    });
  });

  describe('failures of RespondToAuthChallenge', () => {
    describeCognitoFailures('finish-mfa-setup', {
      command: RespondToAuthChallengeCommand,
      validBodies,
      rows: challengeExceptions,
    });
  });
});
