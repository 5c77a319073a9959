import { RevokeTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describeBadBodies } from './support/bad-bodies';
import { badRefreshTokens } from './support/bad-values';
import { asked } from './support/cognito';
import { anyOperation, describeCognitoTrouble } from './support/cognito-trouble';
import { describeSuccess } from './support/every-route';
import { load } from './support/invoke';

const fine = { refreshToken: 'eyJjdHkiOiJKV1QifQ.refresh-token_of-the-session=' };

describe('POST /sign-out', () => {
  describeSuccess('sign-out', { body: fine });

  it('answers 204 when the session has ended', async () => {
    const { status, text } = await load('sign-out')({ body: fine });
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito the refresh token trimmed', async () => {
    await load('sign-out')({ body: { refreshToken: `\t${fine.refreshToken} ` } });
    const input = { ClientId: 'client-of-the-tests', Token: fine.refreshToken };
    expect(asked()).toEqual([['RevokeTokenCommand', input]]);
  });

  describe('a body that does not fit', () => {
    describeBadBodies('sign-out', {}, fine, badRefreshTokens);
  });

  describe('what Cognito refuses: a token that is unknown or was revoked is as good as revoked', () => {
    describeCognitoTrouble('sign-out', {
      command: RevokeTokenCommand,
      fine: { username: fine, email: fine },
      rows: [
        ...anyOperation,
        ['InvalidParameterException', [204, 'ok']],
        ['UnauthorizedException', [204, 'ok']],
        ['UnsupportedTokenTypeException', [400, 'invalid_request']],
        ['UnsupportedOperationException', [500, 'misconfigured']],
      ],
    });
  });
});
