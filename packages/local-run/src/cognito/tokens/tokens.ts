import { createHash } from 'node:crypto';
import type { CognitoService } from '../cognito-service';
import type { Context } from '../context';
import { notAuthorized, userNotFound } from '../exceptions';
import { uuid } from '../randomness';
import { isRevoked, type SignIn } from '../sign-in/sign-in';
import { runPreTokenGeneration, type TokenSource } from '../triggers/pre-token-generation';
import type { StringMap } from '../triggers/user-attributes';
import type { AppClient, UserPool } from '../user-pool';
import { type Claims, decodeJwt, isSignedBy, signJwt } from './jwt';
import { issueRefreshToken } from './refresh-tokens';
import { isVisible, OPENID_SCOPE, USER_ADMIN_SCOPE } from './scopes';

/** The tokens that a sign-in or refresh returns. */
export interface AuthenticationResult {
  readonly AccessToken: string;
  /** Lifetime of the access token in seconds. */
  readonly ExpiresIn: number;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly TokenType: 'Bearer';
}

/** What tokens are issued for. */
export interface TokenGrant {
  readonly signIn: SignIn;
  readonly client: AppClient;
  /** For the trigger PreTokenGeneration, as the next one. */
  readonly source: TokenSource;
  readonly clientMetadata?: StringMap | undefined;
  /** Goes into the first ID token only: it binds the token to the authorization request (OpenID Connect Core, 12.2). */
  readonly nonce?: string | undefined;
}

/** The client and sign-in of a valid access token. */
export interface VerifiedAccessToken {
  readonly client: AppClient;
  readonly signIn: SignIn;
}

/** Issues an ID token and an access token, as after a refresh, with the claims that the trigger PreTokenGeneration decides. */
export async function issueTokens(
  { signIn, client, source, clientMetadata, nonce }: TokenGrant,
  context: Context,
): Promise<AuthenticationResult> {
  const { pool } = client;
  const keys = await pool.signingKeys;
  const common = commonClaims(signIn, client, context);
  const { accessTokenSeconds, idTokenSeconds } = client.settings;
  // Tokens that cannot be revoked have no identifiers.
  const jti = () => (client.settings.revocation ? { jti: uuid(context.random) } : {});
  const request = { source, user: signIn.user, clientId: client.id, clientMetadata };
  const claims = {
    access: { ...common, ...accessClaims(signIn, client), ...jti() },
    id: { ...identityClaims(signIn, client), ...common, ...jti() },
  };
  const { access, id } = await runPreTokenGeneration(request, claims, pool, context);
  const AccessToken = await signJwt({ ...access, exp: common.iat + accessTokenSeconds }, keys.access);
  const completeId = {
    ...id,
    ...(signIn.scopes && { at_hash: halfHash(AccessToken) }),
    ...(nonce !== undefined && { nonce }),
  };
  return {
    AccessToken,
    ExpiresIn: accessTokenSeconds,
    IdToken: await signJwt({ ...completeId, exp: common.iat + idTokenSeconds }, keys.id),
    TokenType: 'Bearer',
  };
}

/** Issues an ID token, an access token and a refresh token, as after a sign-in. */
export async function issueTokensWithRefresh(grant: TokenGrant, context: Context): Promise<AuthenticationResult> {
  const tokens = await issueTokens(grant, context);
  return { ...tokens, RefreshToken: issueRefreshToken(grant.signIn, grant.client, context) };
}

/** Throws unless this is a valid access token of a pool, of an existing user, with the scope. */
export async function verifyAccessToken(
  token: string,
  service: CognitoService,
  scope: string = USER_ADMIN_SCOPE,
): Promise<VerifiedAccessToken> {
  const { claims, pool } = await verifiedClaims(token, service);
  if (Number(claims.exp) * 1_000 <= service.now()) throw notAuthorized('Access Token has expired');
  const signIn = pool.signIns.get(String(claims.event_id));
  const client = pool.clients.get(String(signIn?.clientId));
  if (signIn === undefined || client === undefined) throw invalidAccessToken();
  if (!pool.users.has(signIn.user)) throw userNotFound();
  if (isRevoked(signIn)) throw notAuthorized('Access Token has been revoked');
  if (!String(claims.scope).split(' ').includes(scope)) {
    throw notAuthorized(
      scope === OPENID_SCOPE
        ? 'Access token does not contain openid scope'
        : 'Access Token does not have required scopes',
    );
  }
  return { client, signIn };
}

/** Issues the token of an identity pool, which is valid for ten minutes. */
export async function issueOpenIdToken(claims: Claims, service: CognitoService): Promise<string> {
  const iat = Math.floor(service.now() / 1_000);
  const iss = 'https://cognito-identity.amazonaws.com';
  return signJwt({ ...claims, iss, iat, exp: iat + 600 }, await service.identitySigningKey);
}

const invalidAccessToken = () => notAuthorized('Invalid Access Token');

async function verifiedClaims(token: string, service: CognitoService): Promise<{ claims: Claims; pool: UserPool }> {
  const claims = decodeJwt(token);
  const pool = service.findPool(String(claims?.iss).split('/').at(-1) ?? '');
  if (claims === undefined || pool === undefined || claims.token_use !== 'access') throw invalidAccessToken();
  if (!(await isSignedBy((await pool.signingKeys).access, token))) {
    throw notAuthorized('Could not verify signature for Access Token');
  }
  return { claims, pool };
}

function commonClaims(signIn: SignIn, { pool, settings }: AppClient, context: Context) {
  return {
    sub: signIn.user.sub,
    iss: pool.issuer,
    ...(settings.revocation && { origin_jti: signIn.originJti }),
    event_id: signIn.eventId,
    // The current groups: a change of membership takes effect at the next sign-in or refresh.
    ...(signIn.user.groups.size > 0 && { 'cognito:groups': [...signIn.user.groups] }),
    auth_time: Math.floor(signIn.authenticatedAt / 1_000),
    iat: Math.floor(context.now() / 1_000),
  };
}

function accessClaims({ user, scopes }: SignIn, client: AppClient): Claims {
  const common = { client_id: client.id, token_use: 'access', username: user.username };
  return scopes ? { ...common, scope: scopes.join(' '), version: 2 } : { ...common, scope: USER_ADMIN_SCOPE };
}

/** The attributes that the client may read and has requested. */
function identityClaims({ user, scopes }: SignIn, client: AppClient): Claims {
  const { readable } = client.settings;
  const { schema } = client.pool.settings;
  const attributes = [...user.attributes]
    .filter(([name]) => (readable?.has(name) ?? true) && isVisible(name, scopes))
    .map(([name, value]) => [name, claimValue(name, value, schema.get(name)?.AttributeDataType)]);
  return {
    ...Object.fromEntries(attributes),
    aud: client.id,
    'cognito:username': user.username,
    token_use: 'id',
  };
}

/** OpenID Connect's types for its own claims. Custom attributes are strings, whatever type the schema has. */
function claimValue(name: string, value: string, type: string | undefined): unknown {
  if (name.startsWith('custom:')) return value;
  if (name === 'address') return { formatted: value };
  if (type === 'Boolean') return value === 'true';
  return type === 'Number' ? Number(value) : value;
}

/** `at_hash`: binds the ID token to the access token that was issued with it (OpenID Connect Core, 3.1.3.6). */
function halfHash(token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
}
