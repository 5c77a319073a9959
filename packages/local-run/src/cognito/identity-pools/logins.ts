import type { CognitoService } from '../cognito-service';
import { invalidParameter, notAuthorized } from '../exceptions';
import type { IdentityProvider } from '../settings/identity-pool-settings';
import { isSignedOutEverywhere } from '../sign-in/sign-in';
import { type Claims, decode, isSignedBy } from '../tokens/tokens';
import type { UserPool } from '../user-pool';
import type { IdentityPool, Login } from './identity-pool';

/** Tokens by the name of who issued them, as a client sends them. */
export type Logins = Readonly<Record<string, string>>;

const unsupported = () => notAuthorized('Token is not from a supported provider of this identity pool.');
const invalid = (why: string) => notAuthorized(`Invalid login token. ${why}`);

/**
 * Who the logins prove somebody to be; undefined where there are none. Throws what Amazon Cognito's identity pools answer
 * to a token that is none, forged, expired, or of a user pool or app client that the pool does not trust.
 */
export async function checkLogins(
  logins: Logins | undefined,
  { settings }: IdentityPool,
  service: CognitoService,
): Promise<Login | undefined> {
  const [given, ...others] = Object.entries(logins ?? {});
  if (given === undefined) return undefined;
  if (others.length > 0) throw invalidParameter('The embedded Cognito links no logins with each other: give one.');
  const [provider, token] = given;
  const clients = settings.providers.filter(({ ProviderName }) => ProviderName === provider);
  if (clients.length === 0) throw unsupported();
  const { claims, pool } = await checkToken(token, provider, service);
  const client = clients.find(({ ClientId }) => ClientId === claims.aud);
  if (client === undefined) throw unsupported();
  if (client.ServerSideTokenCheck) refuseWhoIsGone(claims, pool);
  return { provider, sub: String(claims.sub) };
}

async function checkToken(
  token: string,
  provider: IdentityProvider['ProviderName'],
  service: CognitoService,
): Promise<{ claims: Claims; pool: UserPool }> {
  const decoded = decode(token);
  if (decoded === undefined) throw invalid('Not a valid OpenId Connect identity token.');
  const { claims } = decoded;
  // What an access token has not.
  if (claims.aud === undefined) throw invalid('Missing a required claim: aud');
  if (claims.iss !== `https://${provider}`) throw invalid("Issuer doesn't match providerName");
  const pool = service.findPool(provider.slice(provider.indexOf('/') + 1));
  if (pool === undefined || !isSignedBy(await pool.signingKey, decoded)) throw invalid("Couldn't verify signed token.");
  const now = Math.floor(service.now() / 1_000);
  if (Number(claims.exp) <= now) throw invalid(`Token expired: ${now} >= ${claims.exp}`);
  return { claims, pool };
}

/** The check on the server's side: AWS names those who are deleted or signed out everywhere, not who ended one session. */
function refuseWhoIsGone(claims: Claims, pool: UserPool): void {
  const signIn = pool.signIns.get(String(claims.event_id));
  if (signIn === undefined || !pool.users.has(signIn.user) || isSignedOutEverywhere(signIn)) {
    throw invalid('The user is deleted or signed out.');
  }
}
