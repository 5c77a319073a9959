import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { CognitoException, invalidParameter } from '../exceptions';
import { type Parameters, required } from '../sign-in/parameters';
import { decodeJwt } from '../tokens/jwt';
import { findRefreshToken, useRefreshToken } from '../tokens/refresh-tokens';
import { issueTokens, issueTokensWithRefresh } from '../tokens/tokens';
import type { AppClient } from '../user-pool';
import { shapes } from './input';
import { publicOperation } from './operation';

const source = 'TokenGeneration_RefreshTokens';

/** The exception for a client that may not refresh tokens, or not by this flow. */
export const refreshNotEnabled = () => invalidParameter('REFRESH_TOKEN_AUTH flow not enabled for this client');

/** REFRESH_TOKEN_AUTH: new ID and access tokens. A client with refresh token rotation may not use this flow. */
export async function refreshByFlow(
  parameters: Parameters | undefined,
  client: AppClient,
  service: CognitoService,
): Promise<object> {
  const token = required(parameters, 'REFRESH_TOKEN');
  if (client.settings.rotationGraceSeconds !== undefined) {
    throw refreshNotEnabled();
  }
  const { signIn } = useRefreshToken(token, client, service.now());
  return { AuthenticationResult: await issueTokens({ signIn, client, source }, service), ChallengeParameters: {} };
}

/** Whether the client may call GetTokensFromRefreshToken. With refresh token rotation, it needs no allowed flow. */
export function mayRefresh({ settings }: AppClient): boolean {
  return settings.rotationGraceSeconds !== undefined || settings.allowedFlows.has('ALLOW_REFRESH_TOKEN_AUTH');
}

const RefreshInput = z.object({
  ClientId: shapes.clientId,
  RefreshToken: shapes.accessToken,
  ClientMetadata: z.optional(shapes.map),
});

/** New tokens and, with rotation, a new refresh token. The old one stays valid for retries during the grace period. */
export const getTokensFromRefreshToken = publicOperation(RefreshInput, async (input, service) => {
  const client = service.client(input.ClientId);
  if (!mayRefresh(client)) throw refreshNotEnabled();
  const { rotationGraceSeconds } = client.settings;
  const token = useRefreshToken(input.RefreshToken, client, service.now());
  const grant = { signIn: token.signIn, client, source, clientMetadata: input.ClientMetadata } as const;
  if (rotationGraceSeconds === undefined) {
    return { AuthenticationResult: await issueTokens(grant, service) };
  }
  // Set before the first await: of two concurrent requests, only one may be the first.
  token.retiredAt ??= service.now() + rotationGraceSeconds * 1_000;
  return { AuthenticationResult: await issueTokensWithRefresh(grant, service) };
});

const RevokeInput = z.object({ ClientId: shapes.clientId, Token: shapes.accessToken });

/** Revokes one sign-in: its refresh tokens and, for Cognito's own operations, its access tokens. */
export const revokeToken = publicOperation(RevokeInput, ({ ClientId, Token }, service) => {
  const client = service.client(ClientId);
  if (!client.settings.revocation) {
    throw new CognitoException('UnsupportedOperationException', 'Token revocation is not enabled for this client');
  }
  if (decodeJwt(Token) !== undefined) {
    throw new CognitoException('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked');
  }
  const token = findRefreshToken(Token, client.pool);
  if (token === undefined || token.signIn.clientId !== client.id) {
    throw new CognitoException('UnauthorizedException', 'Invalid Refresh Token');
  }
  token.signIn.revoked = true;
  return {};
});
