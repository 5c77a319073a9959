import { GlobalSignOutCommand } from '@aws-sdk/client-cognito-identity-provider';
import { asked } from './support/cognito';
import { anyAccessTokenOperation, describeCognitoTrouble } from './support/cognito-trouble';
import { describeSuccess } from './support/every-route';
import { ACCESS_TOKEN, load } from './support/invoke';

describe('POST /sign-out-everywhere', () => {
  describeSuccess('sign-out-everywhere', {});

  it('answers 204 when every session has ended', async () => {
    const { status, text } = await load('sign-out-everywhere')();
    expect([status, text]).toEqual([204, '']);
  });

  it('asks Cognito with the access token, and with nothing else', async () => {
    await load('sign-out-everywhere')({
      body: { AccessToken: 'header.of-somebody-else.signature', username: 'charles' },
    });
    expect(asked()).toEqual([['GlobalSignOutCommand', { AccessToken: ACCESS_TOKEN }]]);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('sign-out-everywhere', {
      command: GlobalSignOutCommand,
      rows: anyAccessTokenOperation,
    });
  });
});
