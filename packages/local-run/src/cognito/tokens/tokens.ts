import { createHash, sign, verify } from 'node:crypto';
import type { CognitoService } from '../cognito-service';
import type { Context } from '../context';
import { notAuthorized, userNotFound } from '../exceptions';
import { uuid } from '../randomness';
import { isRevoked, type SignIn } from '../sign-in/sign-in';
import type { AppClient, UserPool } from '../user-pool';
import { issueRefreshToken } from './refresh-tokens';
import { isShown, OPENID, SELF_SERVICE } from './scopes';
import type { SigningKey } from './signing-key';

export type Claims = Readonly<Record<string, unknown>>;

/** What a finished sign-in or refresh answers with; the lives are in seconds. */
export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly ExpiresIn: number;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly TokenType: 'Bearer';
}

/** Whoever holds a valid access token. */
export interface TokenHolder {
  readonly client: AppClient;
  readonly signIn: SignIn;
}

/**
 * An ID token and an access token, as after a refresh. A `nonce` is for the first ID token only, which it binds to the
 * request that began the sign-in (OpenID Connect Core, 12.2).
 */
export async function issueTokens(
  signIn: SignIn,
  client: AppClient,
  context: Context,
  nonce?: string,
): Promise<AuthenticationResult> {
  const key = await client.pool.signingKey;
  const common = commonClaims(signIn, client, context);
  const { accessTokenSeconds, idTokenSeconds } = client.settings;
  const access = { ...common, ...accessClaims(signIn, client), jti: uuid(context.random) };
  const AccessToken = jwt({ ...access, exp: common.iat + accessTokenSeconds }, key);
  const id = {
    ...identityClaims(signIn, client),
    ...common,
    jti: uuid(context.random),
    ...(signIn.scopes && { at_hash: halfHash(AccessToken) }),
    ...(nonce !== undefined && { nonce }),
  };
  return {
    AccessToken,
    ExpiresIn: accessTokenSeconds,
    IdToken: jwt({ ...id, exp: common.iat + idTokenSeconds }, key),
    TokenType: 'Bearer',
  };
}

/** The two and a refresh token, as after signing in. */
export async function issueTokensWithRefresh(
  signIn: SignIn,
  client: AppClient,
  context: Context,
  nonce?: string,
): Promise<AuthenticationResult> {
  const tokens = await issueTokens(signIn, client, context, nonce);
  return { ...tokens, RefreshToken: issueRefreshToken(signIn, client, context) };
}

/** Throws unless this is a valid access token of one of our pools, of a user who still exists, with the scope. */
export async function authenticate(token: string, service: CognitoService, scope = SELF_SERVICE): Promise<TokenHolder> {
  const { claims, pool } = await verifiedClaims(token, service);
  if (Number(claims.exp) * 1_000 <= service.now()) throw notAuthorized('Access Token has expired');
  if (claims.token_use !== 'access') throw invalidAccessToken();
  const signIn = pool.signIns.get(String(claims.event_id));
  const client = pool.clients.get(String(signIn?.clientId));
  if (signIn === undefined || client === undefined) throw invalidAccessToken();
  if (!pool.users.has(signIn.user)) throw userNotFound();
  if (isRevoked(signIn)) throw notAuthorized('Access Token has been revoked');
  if (!String(claims.scope).split(' ').includes(scope)) {
    throw notAuthorized(
      scope === OPENID ? 'Access token does not contain openid scope' : 'Access Token does not have required scopes',
    );
  }
  return { client, signIn };
}

/** Whether this is an ID or access token of ours; its contents are not believed. */
export const looksLikeJwt = (token: string) => decode(token) !== undefined;

const invalidAccessToken = () => notAuthorized('Invalid Access Token');

/** Always RS256 with the pool's own key: what the token's header says of algorithm and key is not asked. */
async function verifiedClaims(token: string, service: CognitoService): Promise<{ claims: Claims; pool: UserPool }> {
  const decoded = decode(token);
  const pool = service.findPool(String(decoded?.claims.iss).split('/').at(-1) ?? '');
  if (decoded === undefined || pool === undefined) throw invalidAccessToken();
  if (!isSignedBy(await pool.signingKey, decoded)) throw invalidAccessToken();
  return { claims: decoded.claims, pool };
}

/** What a token consists of, before anything in it is believed. */
export interface DecodedToken {
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Whether the token is what the owner of the key has signed. */
export function isSignedBy({ publicKey }: SigningKey, { signed, signature }: DecodedToken): boolean {
  return verify('sha256', Buffer.from(signed), publicKey, signature);
}

/** The token of an identity pool, good for ten minutes. */
export async function issueOpenIdToken(claims: Claims, service: CognitoService): Promise<string> {
  const iat = Math.floor(service.now() / 1_000);
  const iss = 'https://cognito-identity.amazonaws.com';
  return jwt({ ...claims, iss, iat, exp: iat + 600 }, await service.identitySigningKey);
}

function commonClaims(signIn: SignIn, { pool, settings }: AppClient, context: Context) {
  return {
    sub: signIn.user.sub,
    iss: pool.issuer,
    ...(settings.revocation && { origin_jti: signIn.originJti }),
    event_id: signIn.eventId,
    // As they are now: who joins a group has it in their tokens from the next sign-in or refresh on.
    ...(signIn.user.groups.size > 0 && { 'cognito:groups': [...signIn.user.groups] }),
    auth_time: Math.floor(signIn.authenticatedAt / 1_000),
    iat: Math.floor(context.now() / 1_000),
  };
}

function accessClaims({ user, scopes }: SignIn, client: AppClient): Claims {
  const common = { client_id: client.id, token_use: 'access', username: user.username };
  return scopes ? { ...common, scope: scopes.join(' '), version: 2 } : { ...common, scope: SELF_SERVICE };
}

/** Only what the client may read, and has asked for. */
function identityClaims({ user, scopes }: SignIn, client: AppClient): Claims {
  const { readable } = client.settings;
  const { schema } = client.pool.settings;
  const attributes = [...user.attributes]
    .filter(([name]) => (readable?.has(name) ?? true) && isShown(name, scopes))
    .map(([name, value]) => [name, claimValue(name, value, schema.get(name)?.AttributeDataType)]);
  return {
    ...Object.fromEntries(attributes),
    aud: client.id,
    'cognito:username': user.username,
    token_use: 'id',
  };
}

/** OpenID Connect's types for its own claims; custom attributes are strings whatever the schema says. */
function claimValue(name: string, value: string, type: string | undefined): unknown {
  if (name.startsWith('custom:')) return value;
  if (name === 'address') return { formatted: value };
  if (type === 'Boolean') return value === 'true';
  return type === 'Number' ? Number(value) : value;
}

function jwt(claims: Claims, { kid, privateKey }: SigningKey): string {
  const signed = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** `at_hash`: binds the ID token to the access token that came with it (OpenID Connect Core, 3.1.3.6). */
function halfHash(token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** The parts of a token; undefined for what is none. */
export function decode(token: string): DecodedToken | undefined {
  const [header, claims, signature, ...rest] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    return {
      claims: Object(JSON.parse(Buffer.from(claims, 'base64url').toString())) as Claims,
      signed: `${header}.${claims}`,
      signature: Buffer.from(signature, 'base64url'),
    };
  } catch {
    return undefined;
  }
}
