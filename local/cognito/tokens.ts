import { sign, verify } from 'node:crypto';
import { notAuthorized, userNotFound } from './exceptions';
import { uuid } from './randomness';
import type { Region } from './region';
import { isRevoked, issueRefreshToken, type SignIn } from './sign-ins';
import type { SigningKey } from './signing-key';
import type { AppClient, UserPool } from './user-pool';

type Claims = Readonly<Record<string, unknown>>;

/** What a finished sign-in or refresh answers with; the lives are in seconds. */
export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly ExpiresIn: number;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly TokenType: 'Bearer';
}

/** The only scope of tokens that do not come from the OAuth endpoints: managing one's own account. */
const SELF_SERVICE = 'aws.cognito.signin.user.admin';

/** Whoever holds a valid access token. */
export interface TokenHolder {
  readonly client: AppClient;
  readonly signIn: SignIn;
}

/** An ID token and an access token, as after a refresh. */
export async function issueTokens(signIn: SignIn, client: AppClient, region: Region): Promise<AuthenticationResult> {
  const key = await client.pool.signingKey;
  const common = commonClaims(signIn, client, region);
  const { accessTokenSeconds, idTokenSeconds } = client.settings;
  const idClaims = { ...identityClaims(signIn, client), ...common, jti: uuid(region.random) };
  const accessClaims = {
    ...common,
    client_id: client.id,
    jti: uuid(region.random),
    scope: SELF_SERVICE,
    token_use: 'access',
    username: signIn.user.username,
  };
  return {
    AccessToken: jwt({ ...accessClaims, exp: common.iat + accessTokenSeconds }, key),
    ExpiresIn: accessTokenSeconds,
    IdToken: jwt({ ...idClaims, exp: common.iat + idTokenSeconds }, key),
    TokenType: 'Bearer',
  };
}

/** The two and a refresh token, as after signing in. */
export async function issueTokensWithRefresh(
  signIn: SignIn,
  client: AppClient,
  region: Region,
): Promise<AuthenticationResult> {
  const tokens = await issueTokens(signIn, client, region);
  return { ...tokens, RefreshToken: issueRefreshToken(signIn, client, region) };
}

/** Throws unless this is a valid access token of one of our pools, of a user who still exists. */
export async function authenticate(token: string, region: Region): Promise<TokenHolder> {
  const { claims, pool } = await verifiedClaims(token, region);
  if (Number(claims.exp) * 1_000 <= region.now()) throw notAuthorized('Access Token has expired');
  if (claims.token_use !== 'access') throw invalidAccessToken();
  const signIn = pool.signIns.get(String(claims.event_id));
  const client = pool.clients.get(String(signIn?.clientId));
  if (signIn === undefined || client === undefined) throw invalidAccessToken();
  if (!pool.users.has(signIn.user)) throw userNotFound();
  if (isRevoked(signIn)) throw notAuthorized('Access Token has been revoked');
  return { client, signIn };
}

/** Whether this is an ID or access token of ours; its contents are not believed. */
export const looksLikeJwt = (token: string) => decode(token) !== undefined;

const invalidAccessToken = () => notAuthorized('Invalid Access Token');

/** Always RS256 with the pool's own key: what the token's header says of algorithm and key is not asked. */
async function verifiedClaims(token: string, region: Region): Promise<{ claims: Claims; pool: UserPool }> {
  const decoded = decode(token);
  const pool = region.findPool(String(decoded?.claims.iss).split('/').at(-1) ?? '');
  if (decoded === undefined || pool === undefined) throw invalidAccessToken();
  const key = await pool.signingKey;
  if (!verify('sha256', Buffer.from(decoded.signed), key.publicKey, decoded.signature)) {
    throw invalidAccessToken();
  }
  return { claims: decoded.claims, pool };
}

function commonClaims(signIn: SignIn, { pool, settings }: AppClient, region: Region) {
  return {
    sub: signIn.user.sub,
    iss: pool.issuer,
    ...(settings.revocation && { origin_jti: signIn.originJti }),
    event_id: signIn.eventId,
    auth_time: Math.floor(signIn.authenticatedAt / 1_000),
    iat: Math.floor(region.now() / 1_000),
  };
}

/** Only what the client may read. */
function identityClaims({ user }: SignIn, client: AppClient): Claims {
  const { readable } = client.settings;
  const { schema } = client.pool.settings;
  const attributes = [...user.attributes]
    .filter(([name]) => readable?.has(name) ?? true)
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

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(token: string) {
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
