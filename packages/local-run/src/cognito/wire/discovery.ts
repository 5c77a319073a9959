import { type CognitoReply, createJsonReply } from '../cognito-reply';
import type { CognitoService } from '../cognito-service';

const PATH = /^\/([\w-]+_[0-9a-zA-Z]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

/** Replies with the public documents that are needed to verify tokens; undefined for another path. */
export async function discover(
  path: string,
  host: string | undefined,
  service: CognitoService,
): Promise<CognitoReply | undefined> {
  // The path at which AWS publishes the key of identity pools.
  if (path === '/.well-known/jwks_uri') return createJsonReply(200, { keys: [(await service.identitySigningKey).jwk] });
  const [, poolId = '', document] = PATH.exec(path) ?? [];
  if (document === undefined) return undefined;
  const pool = service.findPool(poolId);
  if (pool === undefined) return createJsonReply(404, { message: `User pool ${poolId} does not exist.` });
  if (document === 'jwks.json') {
    const { id, access } = await pool.signingKeys;
    return createJsonReply(200, { keys: [id.jwk, access.jwk] });
  }
  return createJsonReply(200, {
    ...(pool.managedLogin && managedLoginEndpoints(`http://${host}`)),
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: pool.issuer,
    // The issuer must equal the claim in the tokens, so it is AWS's URL; the keys have to be fetched from here.
    jwks_uri: `http://${host}/${pool.id}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  });
}

/** In AWS these endpoints are at the pool's domain; here they share host and port with the API. */
function managedLoginEndpoints(cognito: string) {
  return {
    authorization_endpoint: `${cognito}/oauth2/authorize`,
    end_session_endpoint: `${cognito}/logout`,
    revocation_endpoint: `${cognito}/oauth2/revoke`,
    token_endpoint: `${cognito}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${cognito}/oauth2/userInfo`,
  };
}
