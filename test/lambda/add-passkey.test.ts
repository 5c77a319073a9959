import { CompleteWebAuthnRegistrationCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
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
