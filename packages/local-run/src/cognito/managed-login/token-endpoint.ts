import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { getTokensFromRefreshToken, mayRefresh, revokeToken } from '../operations/refresh-tokens';
import { OPENID } from '../tokens/scopes';
import { type AuthenticationResult, issueTokensWithRefresh } from '../tokens/tokens';
import { redeemCode } from './authorization-codes';
import type { LoginClient } from './authorization-request';
import { OAuthError } from './oauth-error';

/** What an app posts, without a browser between. */
export interface Form {
  readonly body: URLSearchParams;
  readonly authorization: string | undefined;
}

type Grant = (body: URLSearchParams, client: LoginClient, service: CognitoService) => Promise<object>;

const grants: Readonly<Record<string, Grant>> = { authorization_code: byCode, refresh_token: byRefreshToken };

/** POST /oauth2/token: tokens for a code, or new ones for a refresh token. */
export async function giveTokens(form: Form, service: CognitoService): Promise<object> {
  const type = required(form.body, 'grant_type');
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'authorization_code or refresh_token');
  return grant(form.body, publicClient(form, service), service);
}

/** POST /oauth2/revoke: ends the sign-in of a refresh token. A token that is not known needs no end (RFC 7009, 2.2). */
export async function revoke(form: Form, service: CognitoService): Promise<undefined> {
  const { client } = publicClient(form, service, 401);
  const Token = required(form.body, 'token');
  try {
    await revokeToken.run({ ClientId: client.id, Token }, service);
  } catch (error) {
    const name = error instanceof CognitoException ? error.name : '';
    if (name === 'UnsupportedTokenTypeException') throw oauthError(error, 'unsupported_token_type');
    if (!['InvalidParameterException', 'UnauthorizedException'].includes(name))
      throw oauthError(error, 'invalid_request');
  }
}

async function byCode(body: URLSearchParams, { client }: LoginClient, service: CognitoService): Promise<object> {
  const redemption = {
    code: required(body, 'code'),
    redirectUri: required(body, 'redirect_uri'),
    verifier: required(body, 'code_verifier'),
  };
  const { signIn, nonce } = redeemCode(redemption, client, service);
  const tokens = await issueTokensWithRefresh(signIn, client, service, nonce);
  return tokenReply(tokens, signIn.scopes?.includes(OPENID) ?? true);
}

/** As the API refreshes: with or without rotation, as the client has it. */
async function byRefreshToken(
  body: URLSearchParams,
  { client }: LoginClient,
  service: CognitoService,
): Promise<object> {
  const RefreshToken = required(body, 'refresh_token');
  if (!mayRefresh(client)) throw new OAuthError('unauthorized_client', 'This client may not refresh');
  try {
    const reply = await getTokensFromRefreshToken.run({ ClientId: client.id, RefreshToken }, service);
    return tokenReply((reply as { AuthenticationResult: AuthenticationResult }).AuthenticationResult, true);
  } catch (error) {
    throw oauthError(error, 'invalid_grant');
  }
}

function tokenReply({ AccessToken, ExpiresIn, IdToken, RefreshToken, TokenType }: AuthenticationResult, id: boolean) {
  return {
    ...(id && { id_token: IdToken }),
    access_token: AccessToken,
    ...(RefreshToken !== undefined && { refresh_token: RefreshToken }),
    expires_in: ExpiresIn,
    token_type: TokenType,
  };
}

/** The client has no secret: one that shows a secret believes something that is not so. */
function publicClient({ body, authorization }: Form, service: CognitoService, status = 400): LoginClient {
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

/** What the API says of it, under a code of OAuth's; what is no refusal of the API stays what it is. */
function oauthError(error: unknown, code: string): unknown {
  return error instanceof CognitoException ? new OAuthError(code, error.message) : error;
}
