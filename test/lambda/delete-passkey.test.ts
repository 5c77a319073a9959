import { DeleteWebAuthnCredentialCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const id = 'cGFzc2tleS1vZi1hZGE_-1';
const request = { pathParameters: { id } };

describe('DELETE /passkeys/{id}', () => {
  describeSuccessReply('delete-passkey', request);

  it('answers 204 when the passkey was removed', async () => {
    const { status, text } = await load('delete-passkey')(request);
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito the access token and the id', async () => {
    await load('delete-passkey')({ ...request, body: { AccessToken: 'header.of-another-user.signature' } });
    expect(sentCommands()).toEqual([
      ['DeleteWebAuthnCredentialCommand', { AccessToken: ACCESS_TOKEN, CredentialId: id }],
    ]);
  });

  it.each(['', ' ', 'passkey of ada', 'cGFzc2tleQ==', 'a%2Fb', '..%2Fme', 'pa\u017fkey', 'x'.repeat(1401)])(
    'answers 400 invalid_request when the id is not base64url (%#)',
    async (invalid) => {
      const errors = [{ field: 'id', message: 'is not the id of a passkey' }];
      expectProblem(await load('delete-passkey')({ pathParameters: { id: invalid } }), 400, 'invalid_request', errors);
      expect(sentCommands()).toEqual([]);
    },
  );

  describe('failures of DeleteWebAuthnCredential', () => {
    describeCognitoFailures('delete-passkey', {
      command: DeleteWebAuthnCredentialCommand,
      request,
      rows: [
        ...accessTokenExceptions,
        ['ResourceNotFoundException', [404, 'passkey_not_found']],
        ['LimitExceededException', [429, 'too_many_attempts']],
      ],
    });
  });
});
