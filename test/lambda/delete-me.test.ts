import { DeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply } from './support/replies';

describe('DELETE /me', () => {
  describeSuccessReply('delete-me', {});

  it('answers 204 when the account was deleted', async () => {
    const { status, text } = await load('delete-me')();
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito only the access token when the body names another user', async () => {
    await load('delete-me')({
      body: { AccessToken: 'header.of-another-user.signature', username: 'charles' },
    });
    expect(sentCommands()).toEqual([['DeleteUserCommand', { AccessToken: ACCESS_TOKEN }]]);
  });

  describe('failures of DeleteUser', () => {
    describeCognitoFailures('delete-me', { command: DeleteUserCommand, rows: accessTokenExceptions });
  });
});
