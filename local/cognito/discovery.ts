import type { Reply } from './protocol';
import type { Region } from './region';

const PATH = /^\/([\w-]+_[0-9a-zA-Z]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

/** What anyone may know of a pool, to check its tokens; `undefined` when the path is none of these. */
export async function discover(path: string, host: string | undefined, region: Region): Promise<Reply | undefined> {
  const [, poolId = '', document] = PATH.exec(path) ?? [];
  if (document === undefined) return undefined;
  const pool = region.findPool(poolId);
  if (pool === undefined) return json(404, { message: `User pool ${poolId} does not exist.` });
  if (document === 'jwks.json') return json(200, { keys: [(await pool.signingKey).jwk] });
  return json(200, {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: pool.issuer,
    // The issuer must be the one in the tokens, so it names AWS; the keys are to be fetched from here.
    jwks_uri: `http://${host}/${pool.id}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  });
}

function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
