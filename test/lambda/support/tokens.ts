import type { InitiateAuthCommandOutput } from '@aws-sdk/client-cognito-identity-provider';

/** A session's tokens as Cognito gives them. */
export const AuthenticationResult = {
  IdToken: 'header.payload-of-the-id-token.signature',
  AccessToken: 'header.payload-of-a-new-access-token.signature',
  RefreshToken: 'new-refresh-token',
  ExpiresIn: 900,
  TokenType: 'Bearer',
};

/** The same as callers get them. */
export const tokens = {
  idToken: AuthenticationResult.IdToken,
  accessToken: AuthenticationResult.AccessToken,
  refreshToken: AuthenticationResult.RefreshToken,
  tokenType: 'Bearer',
  expiresIn: 900,
};

/** Replies of Cognito that have not all the tokens. */
export const withoutTokens: readonly (readonly [title: string, Partial<InitiateAuthCommandOutput>])[] = [
  ['nothing', {}],
  ['no tokens', { AuthenticationResult: {} }],
  ['no ID token', { AuthenticationResult: { ...AuthenticationResult, IdToken: undefined } }],
  ['no access token', { AuthenticationResult: { ...AuthenticationResult, AccessToken: undefined } }],
  ['no lifetime', { AuthenticationResult: { ...AuthenticationResult, ExpiresIn: undefined } }],
];

/** Replies of Cognito that have neither tokens nor a challenge that could be answered. */
export const withoutSession: typeof withoutTokens = [
  ...withoutTokens,
  ['no refresh token', { AuthenticationResult: { ...AuthenticationResult, RefreshToken: undefined } }],
  ['a challenge without a session', { ChallengeName: 'NEW_PASSWORD_REQUIRED' }],
  ['a session without a challenge', { Session: 'session-that-leads-nowhere' }],
];
