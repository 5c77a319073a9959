import { GlobalSignOutCommand } from '@aws-sdk/client-cognito-identity-provider';
import { asked } from './cognito';
import { anyAccessTokenOperation, describeCognitoTrouble } from './cognito-trouble';
import { describeSuccess } from './every-route';
import { ACCESS_TOKEN, load } from './invoke';

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
