import type { CognitoService } from '../cognito-service';
import type { Reply } from './aws-json';

const PATH = /^\/([\w-]+_[0-9a-zA-Z]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

/** What anyone may know of a pool, to check its tokens; `undefined` when the path is none of these. */
export async function discover(
  path: string,
  host: string | undefined,
  service: CognitoService,
): Promise<Reply | undefined> {
  // Where AWS has the key of its identity pools.
  if (path === '/.well-known/jwks_uri') return json(200, { keys: [(await service.identitySigningKey).jwk] });
  const [, poolId = '', document] = PATH.exec(path) ?? [];
  if (document === undefined) return undefined;
  const pool = service.findPool(poolId);
  if (pool === undefined) return json(404, { message: `User pool ${poolId} does not exist.` });
  if (document === 'jwks.json') return json(200, { keys: [(await pool.signingKey).jwk] });
  return json(200, {
    ...(pool.managedLogin && managedLoginEndpoints(`http://${host}`)),
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: pool.issuer,
    // The issuer must be the one in the tokens, so it names AWS; the keys are to be fetched from here.
    jwks_uri: `http://${host}/${pool.id}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  });
}

/** Where a pool with a domain answers: in AWS at that domain, here beside everything else. */
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

function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
