import type { InitiateAuthCommandOutput } from '@aws-sdk/client-cognito-identity-provider';

/** The tokens of a session, as Cognito returns them. */
export const AuthenticationResult = {
  IdToken: 'header.payload-of-the-id-token.signature',
  AccessToken: 'header.payload-of-a-new-access-token.signature',
  RefreshToken: 'new-refresh-token',
  ExpiresIn: 900,
  TokenType: 'Bearer',
};

/** The same tokens, as the API replies with them. */
export const tokens = {
  idToken: AuthenticationResult.IdToken,
  accessToken: AuthenticationResult.AccessToken,
  refreshToken: AuthenticationResult.RefreshToken,
  tokenType: 'Bearer',
  expiresIn: 900,
};

/** Outputs of Cognito in which a token or the lifetime is missing. Each title completes "Cognito returns ...". */
export const outputsWithoutTokens: readonly (readonly [title: string, Partial<InitiateAuthCommandOutput>])[] = [
  ['an empty output', {}],
  ['no tokens', { AuthenticationResult: {} }],
  ['no ID token', { AuthenticationResult: { ...AuthenticationResult, IdToken: undefined } }],
  ['no access token', { AuthenticationResult: { ...AuthenticationResult, AccessToken: undefined } }],
  ['no token lifetime', { AuthenticationResult: { ...AuthenticationResult, ExpiresIn: undefined } }],
];

/** Outputs of Cognito that have neither all tokens nor a complete challenge. */
export const outputsWithoutTokensOrChallenge: typeof outputsWithoutTokens = [
  ...outputsWithoutTokens,
  ['no refresh token', { AuthenticationResult: { ...AuthenticationResult, RefreshToken: undefined } }],
  ['a challenge without a session', { ChallengeName: 'NEW_PASSWORD_REQUIRED' }],
  ['a session without a challenge', { Session: 'session-without-a-challenge' }],
];
