import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { getTokensFromRefreshToken, mayRefresh, revokeToken } from '../operations/refresh-tokens';
import { OPENID_SCOPE } from '../tokens/scopes';
import { type AuthenticationResult, issueTokensWithRefresh } from '../tokens/tokens';
import { exchangeCode } from './authorization-codes';
import type { LoginClient } from './authorization-request';
import { OAuthError } from './oauth-error';

/** A request to the token or revocation endpoint. */
export interface TokenRequest {
  readonly body: URLSearchParams;
  readonly authorization: string | undefined;
}

type Grant = (body: URLSearchParams, client: LoginClient, service: CognitoService) => Promise<object>;

const grants: Readonly<Record<string, Grant>> = { authorization_code: byCode, refresh_token: byRefreshToken };

/** POST /oauth2/token: exchanges an authorization code or a refresh token for tokens. */
export async function issueOAuthTokens(request: TokenRequest, service: CognitoService): Promise<object> {
  const type = required(request.body, 'grant_type');
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  // Cognito knows the grant, but only for clients with a secret.
  if (type === 'client_credentials') throw new OAuthError('unauthorized_client', 'This client has no secret');
  if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'authorization_code or refresh_token');
  return grant(request.body, publicClient(request, service), service);
}

/** POST /oauth2/revoke: revokes the sign-in of a refresh token. An unknown token is a success (RFC 7009, 2.2). */
export async function revoke(request: TokenRequest, service: CognitoService): Promise<undefined> {
  const { client } = publicClient(request, service, 401);
  const Token = required(request.body, 'token');
  try {
    await revokeToken.run({ ClientId: client.id, Token }, service);
  } catch (error) {
    const name = error instanceof CognitoException ? error.name : '';
    if (name === 'UnsupportedTokenTypeException') throw oauthError(error, 'unsupported_token_type');
    if (!['InvalidParameterException', 'UnauthorizedException'].includes(name)) {
      throw oauthError(error, 'invalid_request');
    }
  }
}

async function byCode(body: URLSearchParams, { client }: LoginClient, service: CognitoService): Promise<object> {
  const exchange = {
    code: required(body, 'code'),
    redirectUri: required(body, 'redirect_uri'),
    verifier: required(body, 'code_verifier'),
  };
  const { signIn, nonce } = exchangeCode(exchange, client, service);
  const grant = { signIn, client, nonce, source: 'TokenGeneration_HostedAuth' } as const;
  try {
    const tokens = await issueTokensWithRefresh(grant, service);
    return tokenReply(tokens, signIn.scopes?.includes(OPENID_SCOPE) ?? true);
  } catch (error) {
    // Of PreTokenGeneration. AWS does not document the code.
    throw oauthError(error, 'invalid_grant');
  }
}

/** Like GetTokensFromRefreshToken: with or without rotation, as the client's settings say. */
async function byRefreshToken(
  body: URLSearchParams,
  { client }: LoginClient,
  service: CognitoService,
): Promise<object> {
  const RefreshToken = required(body, 'refresh_token');
  if (!mayRefresh(client)) throw new OAuthError('unauthorized_client', 'This client may not refresh tokens');
  try {
    const reply = await getTokensFromRefreshToken.run({ ClientId: client.id, RefreshToken }, service);
    return tokenReply((reply as { AuthenticationResult: AuthenticationResult }).AuthenticationResult, true);
  } catch (error) {
    throw oauthError(error, 'invalid_grant');
  }
}

function tokenReply(tokens: AuthenticationResult, withIdToken: boolean): object {
  const { AccessToken, ExpiresIn, IdToken, RefreshToken, TokenType } = tokens;
  return {
    ...(withIdToken && { id_token: IdToken }),
    access_token: AccessToken,
    ...(RefreshToken !== undefined && { refresh_token: RefreshToken }),
    expires_in: ExpiresIn,
    token_type: TokenType,
  };
}

/** Only public clients are supported: a request with a client secret is an error. */
function publicClient({ body, authorization }: TokenRequest, service: CognitoService, status = 400): LoginClient {
  const client = service.findClient(required(body, 'client_id'));
  const oauth = client?.settings.oauth;
  if (client?.pool.managedLogin === undefined || oauth === undefined) {
    throw new OAuthError('invalid_client', 'There is no such client', status);
  }
  if (authorization !== undefined || body.has('client_secret')) {
    throw new OAuthError('invalid_client', 'This client has no secret', status);
  }
  return { client, oauth };
}

function required(body: URLSearchParams, name: string): string {
  const [value, ...others] = body.getAll(name);
  if (!value || others.length > 0) throw new OAuthError('invalid_request', `${name} is missing, or given twice`);
  return value;
}

/** Converts an exception of the API; other errors stay as they are. */
function oauthError(error: unknown, code: string): unknown {
  return error instanceof CognitoException ? new OAuthError(code, error.message) : error;
}
