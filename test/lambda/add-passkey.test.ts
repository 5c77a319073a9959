import {
  CompleteWebAuthnRegistrationCommand,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception, sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { attestation, credentialErrors, invalidCredentials } from './support/passkeys';
import { describeSuccessReply, expectProblem } from './support/replies';

const body = { credential: attestation };

describe('PUT /passkeys', () => {
  describeSuccessReply('add-passkey', { body });

  it('answers 204 when the passkey was added', async () => {
    const { status, text } = await load('add-passkey')({ body });
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito the access token and the whole credential, also fields that this API does not know', async () => {
    const credential = { ...attestation, clientExtensionResults: { prf: { results: { first: 'Zmlyc3Q' } } } };
    await load('add-passkey')({ body: { credential } });
    expect(sentCommands()).toEqual([
      ['CompleteWebAuthnRegistrationCommand', { AccessToken: ACCESS_TOKEN, Credential: credential }],
    ]);
  });

  it.each(invalidCredentials)('answers 400 invalid_request when %s', async (_, credential, field) => {
    const reply = await load('add-passkey')({ body: { credential } });
    expectProblem(reply, 400, 'invalid_request', credentialErrors(field));
    expect(sentCommands()).toEqual([]);
  });

  it.each([
    ['there is no body', null, [{ field: 'body', message: 'is required' }]],
    ['the body is an array', [body], [{ field: 'body', message: 'must be a JSON object' }]],
    ['the body is the credential', attestation, expect.arrayContaining([...credentialErrors('credential')])],
    ['the body names another user', { ...body, username: 'charles' }, [expect.objectContaining({ field: 'username' })]],
  ])('answers 400 invalid_request when %s', async (_, sent, errors) => {
    const reply = await load('add-passkey')({ body: sent });
    expect([reply.status, reply.body.code, reply.body.errors]).toEqual([400, 'invalid_request', errors]);
    expect(sentCommands()).toEqual([]);
  });

  describe('if passkeys count as both factors', () => {
    const invoke = () => load('add-passkey', { PASSKEY_MFA: 'true' })({ body });
    const names = () => sentCommands().map(([name]) => name);

    beforeEach(() => {
      cognito.on(GetUserCommand).resolves({ Username: 'ada', UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
    });

    it('lets the passkeys of a user with TOTP count, together with TOTP, without which Cognito refuses it', async () => {
      expect((await invoke()).status).toBe(204);
      expect(sentCommands().slice(1)).toEqual([
        ['GetUserCommand', { AccessToken: ACCESS_TOKEN }],
        [
          'SetUserMFAPreferenceCommand',
          {
            AccessToken: ACCESS_TOKEN,
            SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
            WebAuthnMfaSettings: { Enabled: true },
          },
        ],
      ]);
    });

    it('does not enable TOTP for a user who does not use it', async () => {
      cognito.on(GetUserCommand).resolves({ Username: 'ada' });
      expect((await invoke()).status).toBe(204);
      expect(names()).toEqual(['CompleteWebAuthnRegistrationCommand', 'GetUserCommand']);
    });

    it.each([
      ['GetUser', GetUserCommand, 'TooManyRequestsException'],
      ['SetUserMFAPreference', SetUserMFAPreferenceCommand, 'InvalidParameterException'],
    ] as const)(
      'answers 204 and logs an error when %s fails, because the passkey is added',
      async (name, command, thrown) => {
        cognito.on(command as typeof GetUserCommand).rejects(exception(thrown));
        const { status, log } = await invoke();
        expect(status).toBe(204);
        const outcome = 'passkey_mfa_not_enabled';
        expect(log).toContainEqual(['error', { outcome, cause: `${name}: ${thrown}` }]);
      },
    );

    it('makes no further call when the passkey was not added', async () => {
      cognito.on(CompleteWebAuthnRegistrationCommand).rejects(exception('WebAuthnChallengeNotFoundException'));
      expectProblem(await invoke(), 400, 'passkey_expired');
      expect(names()).toEqual(['CompleteWebAuthnRegistrationCommand']);
    });
  });

  describe('failures of CompleteWebAuthnRegistration', () => {
    describeCognitoFailures('add-passkey', {
      command: CompleteWebAuthnRegistrationCommand,
      validBodies: { username: body, email: body },
      rows: [
        ...accessTokenExceptions,
        ['LimitExceededException', [409, 'too_many_passkeys']],
        ['WebAuthnChallengeNotFoundException', [400, 'passkey_expired']],
        ['WebAuthnClientMismatchException', [400, 'passkey_not_accepted']],
        ['WebAuthnCredentialNotSupportedException', [400, 'passkey_not_accepted']],
        ['WebAuthnOriginNotAllowedException', [400, 'passkey_not_accepted']],
        ['WebAuthnRelyingPartyMismatchException', [400, 'passkey_not_accepted']],
        ['WebAuthnNotEnabledException', [500, 'misconfigured']],
      ],
    });
  });
});
