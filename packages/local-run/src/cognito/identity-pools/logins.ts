import type { CognitoService } from '../cognito-service';
import { invalidParameter, notAuthorized } from '../exceptions';
import type { IdentityProvider } from '../settings/identity-pool-settings';
import { isSignedOutEverywhere } from '../sign-in/sign-in';
import { type Claims, decodeJwt, isSignedBy } from '../tokens/jwt';
import type { UserPool } from '../user-pool';
import type { IdentityPool, Login } from './identity-pool';

/** ID tokens by the name of their provider, as a client sends them. */
export type Logins = Readonly<Record<string, string>>;

const unsupported = () => notAuthorized('Token is not from a supported provider of this identity pool.');
const invalid = (reason: string) => notAuthorized(`Invalid login token. ${reason}`);

/**
 * Verifies the ID token of a request. Returns undefined if there is none. Throws NotAuthorizedException, with Cognito's
 * message, for a token that is malformed, forged, expired, or of a user pool or client that the pool does not accept.
 */
export async function verifyLogins(
  logins: Logins | undefined,
  { settings }: IdentityPool,
  service: CognitoService,
): Promise<Login | undefined> {
  const [given, ...others] = Object.entries(logins ?? {});
  if (given === undefined) return undefined;
  if (others.length > 0) throw invalidParameter('The embedded Cognito does not link logins: send one only.');
  const [provider, token] = given;
  const clients = settings.providers.filter(({ ProviderName }) => ProviderName === provider);
  if (clients.length === 0) throw unsupported();
  const { claims, pool } = await verifyIdToken(token, provider, service);
  const client = clients.find(({ ClientId }) => ClientId === claims.aud);
  if (client === undefined) throw unsupported();
  if (client.ServerSideTokenCheck) assertUserActive(claims, pool);
  return { provider, sub: String(claims.sub) };
}

async function verifyIdToken(
  token: string,
  provider: IdentityProvider['ProviderName'],
  service: CognitoService,
): Promise<{ claims: Claims; pool: UserPool }> {
  const claims = decodeJwt(token);
  if (claims === undefined) throw invalid('Not a valid OpenId Connect identity token.');
  // Access tokens have no `aud` claim.
  if (claims.aud === undefined) throw invalid('Missing a required claim: aud');
  if (claims.iss !== `https://${provider}`) throw invalid("Issuer doesn't match providerName");
  const pool = service.findPool(provider.slice(provider.indexOf('/') + 1));
  if (pool === undefined || !(await isSignedBy((await pool.signingKeys).id, token))) {
    throw invalid("Couldn't verify signed token.");
  }
  const now = Math.floor(service.now() / 1_000);
  if (Number(claims.exp) <= now) throw invalid(`Token expired: ${now} >= ${claims.exp}`);
  return { claims, pool };
}

/** ServerSideTokenCheck: throws for deleted users and after GlobalSignOut, but not after the end of one session, as AWS. */
function assertUserActive(claims: Claims, pool: UserPool): void {
  const signIn = pool.signIns.get(String(claims.event_id));
  if (signIn === undefined || !pool.users.has(signIn.user) || isSignedOutEverywhere(signIn)) {
    throw invalid('The user is deleted or signed out.');
  }
}
