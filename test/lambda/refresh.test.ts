import { GetTokensFromRefreshTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describeBadBodies } from './support/bad-bodies';
import { badRefreshTokens } from './support/bad-values';
import { asked, cognito } from './support/cognito';
import { anyOperation, describeCognitoTrouble, triggers } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { load, REQUEST_ID } from './support/invoke';
import { AuthenticationResult, tokens, withoutTokens } from './support/tokens';

const fine = { refreshToken: 'eyJjdHkiOiJKV1QifQ.used-refresh_token=' };

describe('POST /refresh', () => {
  beforeEach(() => {
    cognito.on(GetTokensFromRefreshTokenCommand).resolves({ AuthenticationResult });
  });

  describeSuccess('refresh', { body: fine });

  it('answers 200 with new tokens, the refresh token among them', async () => {
    const { status, body } = await load('refresh')({ body: fine });
    expect([status, body]).toEqual([200, tokens]);
  });

  it('answers 200 with the refresh token that was given where there is no new one', async () => {
    const { RefreshToken: _, ...others } = AuthenticationResult;
    cognito.on(GetTokensFromRefreshTokenCommand).resolves({ AuthenticationResult: others });
    const { status, body } = await load('refresh')({ body: fine });
    expect([status, body]).toEqual([200, { ...tokens, ...fine }]);
  });

  it('sends Cognito the refresh token trimmed', async () => {
    await load('refresh')({ body: { refreshToken: ` ${fine.refreshToken}\n` } });
    const input = { ClientId: 'client-of-the-tests', RefreshToken: fine.refreshToken };
    expect(asked()).toEqual([['GetTokensFromRefreshTokenCommand', input]]);
  });

  it.each(withoutTokens)('answers 503 when Cognito sends %s', async (_, output) => {
    cognito.on(GetTokensFromRefreshTokenCommand).resolves(output);
    const answer = await load('refresh')({ body: fine });
    expectProblem(answer, 503, 'upstream_unavailable');
    const cause = 'GetTokensFromRefreshToken: no tokens';
    const line = { route: 'POST /refresh', outcome: 'upstream_unavailable', requestId: REQUEST_ID, cause };
    expect(answer.log).toEqual([['error', line]]);
  });

  describe('a body that does not fit', () => {
    describeBadBodies('refresh', {}, fine, badRefreshTokens);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('refresh', {
      command: GetTokensFromRefreshTokenCommand,
      fine: { username: fine, email: fine },
      rows: [
        ...anyOperation,
        ...triggers,
        ['NotAuthorizedException', [401, 'invalid_refresh_token']],
        ['UserNotFoundException', [401, 'invalid_refresh_token']],
        ['RefreshTokenReuseException', [401, 'refresh_token_reused']],
      ],
    });
  });
});
