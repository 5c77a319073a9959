import { GlobalSignOutCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply } from './support/replies';

describe('POST /sign-out-everywhere', () => {
  describeSuccessReply('sign-out-everywhere', {});

  it('answers 204 when all sessions were ended', async () => {
    const { status, text } = await load('sign-out-everywhere')();
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito only the access token when the body names another user', async () => {
    await load('sign-out-everywhere')({
      body: { AccessToken: 'header.of-another-user.signature', username: 'charles' },
    });
    expect(sentCommands()).toEqual([['GlobalSignOutCommand', { AccessToken: ACCESS_TOKEN }]]);
  });

  describe('failures of GlobalSignOut', () => {
    describeCognitoFailures('sign-out-everywhere', {
      command: GlobalSignOutCommand,
      rows: accessTokenExceptions,
    });
  });
});
