import { decodeProtectedHeader } from 'jose/decode/protected_header';
import {
  addUser,
  BACKEND,
  claimsOf,
  DAY,
  exceptionOf,
  HOUR,
  LEGACY,
  MINUTE,
  POOL,
  password,
  ROTATING,
  SECOND,
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';

const { harness, aws } = useHarness();

const byFlow = (REFRESH_TOKEN: string, ClientId = WEB) =>
  aws.initiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } });
const refresh = async (RefreshToken: string, ClientId = ROTATING) => {
  const reply = await aws.getTokensFromRefreshToken({ ClientId, RefreshToken });
  return reply.AuthenticationResult ?? {};
};
const revoke = (Token: string, ClientId = WEB) => aws.revokeToken({ ClientId, Token });
const getUser = (AccessToken = '') => aws.getUser({ AccessToken });
const accessRevoked = 'NotAuthorizedException: Access Token has been revoked';
const refreshRevoked = 'NotAuthorizedException: Refresh Token has been revoked';
const invalid = 'NotAuthorizedException: Invalid Refresh Token';

describe('InitiateAuth with REFRESH_TOKEN_AUTH', () => {
  it('returns a new ID and access token of the same sign-in, and no refresh token', async () => {
    await addUser(harness, aws, 'ada');
    const first = await tokensOf(aws, 'ada');
    harness.advance(2 * HOUR);
    const { AuthenticationResult: second } = await byFlow(first.RefreshToken);
    expect(second).toEqual({
      AccessToken: expect.any(String),
      ExpiresIn: 3600,
      IdToken: expect.any(String),
      TokenType: 'Bearer',
    });
    const [before, after] = [claimsOf(first.IdToken), claimsOf(second?.IdToken ?? '')];
    expect(after).toMatchObject({
      auth_time: before.auth_time,
      event_id: before.event_id,
      origin_jti: before.origin_jti,
      iat: Number(before.iat) + 7200,
      exp: Number(before.exp) + 7200,
    });
    expect(after.jti).not.toBe(before.jti);
    expect(await exceptionOf(getUser(second?.AccessToken))).toBe('no exception');
  });

  it('returns a token in the form and of about the size of Cognito’s: a JWE of 1,800 characters', async () => {
    const { RefreshToken } = await tokensOf(aws, 'ada');
    expect(RefreshToken.split('.')).toHaveLength(5);
    expect(RefreshToken).toMatch(/^[\w.-]{1750,1850}$/);
    expect(decodeProtectedHeader(RefreshToken)).toEqual({ cty: 'JWT', enc: 'A256GCM', alg: 'RSA-OAEP' });
    expect((await tokensOf(aws, 'ada')).RefreshToken).not.toBe(RefreshToken);
  });

  it('accepts the token for 30 days, or for the client’s RefreshTokenValidity', async () => {
    const { RefreshToken } = await tokensOf(aws, 'ada');
    harness.advance(30 * DAY - SECOND);
    expect(await exceptionOf(byFlow(RefreshToken))).toBe('no exception');
    harness.advance(SECOND);
    expect(await exceptionOf(byFlow(RefreshToken))).toBe('NotAuthorizedException: Refresh Token has expired');
  });

  it('rejects a token that is unknown or of another client', async () => {
    const { RefreshToken } = await tokensOf(aws, 'ada', ROTATING);
    expect(await exceptionOf(byFlow('unknown'))).toBe(invalid);
    expect(await exceptionOf(byFlow(RefreshToken))).toBe(invalid);
  });

  it('rejects the token of a disabled or deleted user', async () => {
    await addUser(harness, aws, 'bob');
    const { AccessToken, RefreshToken } = await tokensOf(aws, 'bob');
    const { RefreshToken: kept } = await tokensOf(aws, 'bob');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'bob' });
    expect(await exceptionOf(byFlow(RefreshToken))).toBe('NotAuthorizedException: User is disabled.');
    await aws.adminEnableUser({ UserPoolId: POOL, Username: 'bob' });
    expect(await exceptionOf(byFlow(RefreshToken))).toBe(refreshRevoked);
    expect(await exceptionOf(getUser(AccessToken))).toBe(accessRevoked);
    await aws.deleteUser({ AccessToken: (await tokensOf(aws, 'bob')).AccessToken });
    expect(await exceptionOf(byFlow(kept))).toBe('UserNotFoundException: User does not exist.');
  });
});

describe('GetTokensFromRefreshToken', () => {
  it('returns a new refresh token with rotation', async () => {
    await addUser(harness, aws, 'carol');
    const { RefreshToken } = await tokensOf(aws, 'carol', ROTATING);
    const second = await refresh(RefreshToken);
    expect(second.RefreshToken).toBeDefined();
    expect(second.RefreshToken).not.toBe(RefreshToken);
    expect(second).toMatchObject({ ExpiresIn: 600, TokenType: 'Bearer', IdToken: expect.any(String) });
    const third = await refresh(second.RefreshToken ?? '');
    expect(await exceptionOf(getUser(third.AccessToken))).toBe('no exception');
  });

  it('accepts the old token during the grace period, which a retry does not extend', async () => {
    const { RefreshToken } = await tokensOf(aws, 'carol', ROTATING);
    const second = await refresh(RefreshToken);
    harness.advance(29 * SECOND);
    expect(await exceptionOf(refresh(RefreshToken))).toBe('no exception');
    harness.advance(SECOND);
    expect(await exceptionOf(refresh(RefreshToken))).toMatch(/^RefreshTokenReuseException: /);
    expect(await exceptionOf(refresh(second.RefreshToken ?? ''))).toBe('no exception');
  });

  it('does not extend the sign-in', async () => {
    const { RefreshToken } = await tokensOf(aws, 'carol', ROTATING);
    harness.advance(HOUR);
    const second = await refresh(RefreshToken);
    harness.advance(HOUR - SECOND);
    expect(await exceptionOf(refresh(second.RefreshToken ?? ''))).toBe('no exception');
    harness.advance(SECOND);
    expect(await exceptionOf(refresh(second.RefreshToken ?? ''))).toBe(
      'NotAuthorizedException: Refresh Token has expired',
    );
  });

  it('returns no refresh token without rotation', async () => {
    const { RefreshToken } = await tokensOf(aws, 'carol');
    const second = await refresh(RefreshToken, WEB);
    expect(second).toMatchObject({ AccessToken: expect.any(String), IdToken: expect.any(String) });
    expect(second.RefreshToken).toBeUndefined();
    harness.advance(MINUTE);
    expect(await exceptionOf(refresh(RefreshToken, WEB))).toBe('no exception');
  });

  it('answers InvalidParameterException if the client may not refresh tokens', async () => {
    const { RefreshToken } = await tokensOf(aws, 'carol', LEGACY);
    expect(await exceptionOf(refresh(RefreshToken, LEGACY))).toBe(
      'InvalidParameterException: REFRESH_TOKEN_AUTH flow not enabled for this client',
    );
  });

  it('rejects a token that is unknown or of another client', async () => {
    const { RefreshToken } = await tokensOf(aws, 'carol');
    expect(await exceptionOf(refresh('unknown'))).toBe(invalid);
    expect(await exceptionOf(refresh(RefreshToken))).toBe(invalid);
  });
});

describe('RevokeToken', () => {
  it('revokes the refresh and access tokens of one sign-in only', async () => {
    await addUser(harness, aws, 'dave');
    const [here, there] = [await tokensOf(aws, 'dave'), await tokensOf(aws, 'dave')];
    expect(await exceptionOf(revoke(here.RefreshToken))).toBe('no exception');
    expect(await exceptionOf(byFlow(here.RefreshToken))).toBe(refreshRevoked);
    expect(await exceptionOf(getUser(here.AccessToken))).toBe(accessRevoked);
    expect(await exceptionOf(byFlow(there.RefreshToken))).toBe('no exception');
    expect(await exceptionOf(getUser(there.AccessToken))).toBe('no exception');
  });

  it('revokes rotated tokens too', async () => {
    const { RefreshToken } = await tokensOf(aws, 'dave', ROTATING);
    const second = await refresh(RefreshToken);
    await revoke(RefreshToken, ROTATING);
    expect(await exceptionOf(refresh(second.RefreshToken ?? ''))).toBe(refreshRevoked);
    expect(await exceptionOf(getUser(second.AccessToken))).toBe(accessRevoked);
  });

  it('succeeds a second time', async () => {
    const { RefreshToken } = await tokensOf(aws, 'dave');
    await revoke(RefreshToken);
    expect(await exceptionOf(revoke(RefreshToken))).toBe('no exception');
  });

  it('rejects an access token, an unknown token and one of another client', async () => {
    const { AccessToken, IdToken, RefreshToken } = await tokensOf(aws, 'dave');
    expect(await exceptionOf(revoke(AccessToken))).toMatch(/^UnsupportedTokenTypeException: /);
    expect(await exceptionOf(revoke(IdToken))).toMatch(/^UnsupportedTokenTypeException: /);
    expect(await exceptionOf(revoke('unknown'))).toMatch(/^UnauthorizedException: /);
    expect(await exceptionOf(revoke(RefreshToken, ROTATING))).toMatch(/^UnauthorizedException: /);
    expect(await exceptionOf(byFlow(RefreshToken))).toBe('no exception');
  });

  it('answers UnsupportedOperationException if the client has no revocation', async () => {
    const { AuthenticationResult: result } = await aws.adminInitiateAuth({
      UserPoolId: POOL,
      ClientId: BACKEND,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'dave', PASSWORD: password },
    });
    expect(await exceptionOf(revoke(result?.RefreshToken ?? '', BACKEND))).toMatch(/^UnsupportedOperationException: /);
  });
});

describe('GlobalSignOut', () => {
  it('revokes all tokens of the user, who can sign in again', async () => {
    await addUser(harness, aws, 'erin');
    await addUser(harness, aws, 'frank');
    const bystander = await tokensOf(aws, 'frank');
    const [phone, desk] = [await tokensOf(aws, 'erin'), await tokensOf(aws, 'erin', ROTATING)];
    await aws.globalSignOut({ AccessToken: phone.AccessToken });
    expect(await exceptionOf(getUser(phone.AccessToken))).toBe(accessRevoked);
    expect(await exceptionOf(getUser(desk.AccessToken))).toBe(accessRevoked);
    expect(await exceptionOf(byFlow(phone.RefreshToken))).toBe(refreshRevoked);
    expect(await exceptionOf(refresh(desk.RefreshToken))).toBe(refreshRevoked);
    expect(await exceptionOf(aws.globalSignOut({ AccessToken: phone.AccessToken }))).toBe(accessRevoked);
    expect(await exceptionOf(getUser(bystander.AccessToken))).toBe('no exception');
    expect(await exceptionOf(getUser((await tokensOf(aws, 'erin')).AccessToken))).toBe('no exception');
  });
});
