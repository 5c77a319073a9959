import { RevokeTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
import { commonExceptions, describeCognitoFailures } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidRefreshTokens } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply } from './support/replies';

const validBody = { refreshToken: 'eyJjdHkiOiJKV1QifQ.refresh-token_of-the-session=' };

describe('POST /sign-out', () => {
  describeSuccessReply('sign-out', { body: validBody });

  it('answers 204 when the session was ended', async () => {
    const { status, text } = await load('sign-out')({ body: validBody });
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito the refresh token trimmed', async () => {
    await load('sign-out')({ body: { refreshToken: `\t${validBody.refreshToken} ` } });
    const input = { ClientId: 'test-client-id', Token: validBody.refreshToken };
    expect(sentCommands()).toEqual([['RevokeTokenCommand', input]]);
  });

  describe('validation of the body', () => {
    describeInvalidBodies('sign-out', { validBody, invalidValues: invalidRefreshTokens });
  });

  describe('failures of RevokeToken', () => {
    describeCognitoFailures('sign-out', {
      command: RevokeTokenCommand,
      validBodies: { username: validBody, email: validBody },
      rows: [
        ...commonExceptions,
        // RFC 7009, 2.2: revoking an unknown token succeeds.
        ['InvalidParameterException', [204, 'accepted']],
        ['UnauthorizedException', [204, 'accepted']],
        ['UnsupportedTokenTypeException', [400, 'invalid_request']],
        ['UnsupportedOperationException', [500, 'misconfigured']],
      ],
    });
  });
});
