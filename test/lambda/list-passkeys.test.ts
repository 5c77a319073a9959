import {
  ListWebAuthnCredentialsCommand,
  type WebAuthnCredentialDescription,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognito, sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply } from './support/replies';

const credential: WebAuthnCredentialDescription = {
  CredentialId: 'cGFzc2tleS1vZi1hZGE',
  FriendlyCredentialName: 'Phone of Ada',
  RelyingPartyId: 'lovelace.example',
  AuthenticatorAttachment: 'platform',
  AuthenticatorTransports: ['internal'],
  CreatedAt: new Date('2026-01-02T03:04:05Z'),
};

describe('GET /passkeys', () => {
  beforeEach(() => {
    cognito.on(ListWebAuthnCredentialsCommand).resolves({ Credentials: [credential] });
  });

  describeSuccessReply('list-passkeys', {});

  it('answers 200 with id, name and time of creation of each passkey', async () => {
    const { CredentialId, ...unnamed } = credential;
    const second = { ...unnamed, CredentialId: 'c2Vjb25kLXBhc3NrZXk', FriendlyCredentialName: undefined };
    cognito
      .on(ListWebAuthnCredentialsCommand)
      .resolves({ Credentials: [credential, { ...second, CreatedAt: undefined }] });
    const { status, body } = await load('list-passkeys')();
    const first = { id: 'cGFzc2tleS1vZi1hZGE', name: 'Phone of Ada', createdAt: '2026-01-02T03:04:05.000Z' };
    expect([status, body]).toEqual([200, { passkeys: [first, { id: 'c2Vjb25kLXBhc3NrZXk' }] }]);
  });

  it.each([{ Credentials: [] }, {}])('answers 200 with an empty list when Cognito returns %j', async (output) => {
    cognito.on(ListWebAuthnCredentialsCommand).resolves(output as { Credentials: [] });
    expect((await load('list-passkeys')()).body).toEqual({ passkeys: [] });
  });

  it('asks for all passkeys that a user can have', async () => {
    await load('list-passkeys')();
    expect(sentCommands()).toEqual([['ListWebAuthnCredentialsCommand', { AccessToken: ACCESS_TOKEN, MaxResults: 20 }]]);
  });

  describe('failures of ListWebAuthnCredentials', () => {
    describeCognitoFailures('list-passkeys', {
      command: ListWebAuthnCredentialsCommand,
      rows: [...accessTokenExceptions, ['LimitExceededException', [429, 'too_many_attempts']]],
    });
  });
});
