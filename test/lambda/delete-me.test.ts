import { DeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { asked } from './support/cognito';
import { anyAccessTokenOperation, describeCognitoTrouble } from './support/cognito-trouble';
import { describeSuccess } from './support/every-route';
import { ACCESS_TOKEN, load } from './support/invoke';

describe('DELETE /me', () => {
  describeSuccess('delete-me', {});

  it('answers 204 when the account is gone', async () => {
    const { status, text } = await load('delete-me')();
    expect([status, text]).toEqual([204, '']);
  });

  it('asks Cognito with the access token, and with nothing else', async () => {
    await load('delete-me')({
      body: { AccessToken: 'header.of-somebody-else.signature', username: 'charles' },
    });
    expect(asked()).toEqual([['DeleteUserCommand', { AccessToken: ACCESS_TOKEN }]]);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('delete-me', { command: DeleteUserCommand, rows: anyAccessTokenOperation });
  });
});
