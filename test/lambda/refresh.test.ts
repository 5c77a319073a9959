import { GetTokensFromRefreshTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, sentCommands } from './support/cognito';
import { commonExceptions, describeCognitoFailures, triggerExceptions } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidRefreshTokens } from './support/invalid-values';
import { load, REQUEST_ID } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';
import { AuthenticationResult, outputsWithoutTokens, tokens } from './support/tokens';

const validBody = { refreshToken: 'eyJjdHkiOiJKV1QifQ.used-refresh_token=' };

describe('POST /refresh', () => {
  beforeEach(() => {
    cognito.on(GetTokensFromRefreshTokenCommand).resolves({ AuthenticationResult });
  });

  describeSuccessReply('refresh', { body: validBody });

  it('answers 200 with new tokens, including a new refresh token', async () => {
    const { status, body } = await load('refresh')({ body: validBody });
    expect([status, body]).toEqual([200, tokens]);
  });

  it('answers 200 with the same refresh token when Cognito returns no new one', async () => {
    const { RefreshToken: _, ...others } = AuthenticationResult;
    cognito.on(GetTokensFromRefreshTokenCommand).resolves({ AuthenticationResult: others });
    const { status, body } = await load('refresh')({ body: validBody });
    expect([status, body]).toEqual([200, { ...tokens, ...validBody }]);
  });

  it('sends Cognito the refresh token trimmed', async () => {
    await load('refresh')({ body: { refreshToken: ` ${validBody.refreshToken}\n` } });
    const input = { ClientId: 'test-client-id', RefreshToken: validBody.refreshToken };
    expect(sentCommands()).toEqual([['GetTokensFromRefreshTokenCommand', input]]);
  });

  it.each(outputsWithoutTokens)('answers 503 upstream_unavailable when Cognito returns %s', async (_, output) => {
    cognito.on(GetTokensFromRefreshTokenCommand).resolves(output);
    const reply = await load('refresh')({ body: validBody });
    expectProblem(reply, 503, 'upstream_unavailable');
    const cause = 'GetTokensFromRefreshToken: no tokens';
    const line = { route: 'POST /refresh', outcome: 'upstream_unavailable', requestId: REQUEST_ID, cause };
    expect(reply.log).toEqual([['error', line]]);
  });

  describe('validation of the body', () => {
    describeInvalidBodies('refresh', { validBody, invalidValues: invalidRefreshTokens });
  });

  describe('failures of GetTokensFromRefreshToken', () => {
    describeCognitoFailures('refresh', {
      command: GetTokensFromRefreshTokenCommand,
      validBodies: { username: validBody, email: validBody },
      rows: [
        ...commonExceptions,
        ...triggerExceptions,
        ['NotAuthorizedException', [401, 'invalid_refresh_token']],
        ['UserNotFoundException', [401, 'invalid_refresh_token']],
        ['RefreshTokenReuseException', [401, 'refresh_token_reused']],
      ],
    });
  });
});
