import type { Context } from '../context';
import type { Claims } from '../tokens/jwt';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import type { StringMap } from './user-attributes';

/** Why tokens are issued. */
export type TokenSource =
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_RefreshTokens';

/** Tokens that are about to be issued. */
export interface PreTokenGenerationRequest {
  readonly source: TokenSource;
  readonly user: User;
  readonly clientId: string;
  /** Scopes of the access token. */
  readonly scopes: readonly string[];
  readonly clientMetadata?: StringMap | undefined;
}

/** The claims of the two tokens, without the time of expiry. */
export interface TokenClaims {
  readonly id: Claims;
  readonly access: Claims;
}

/** PreTokenGeneration: changes the claims. */
export async function runPreTokenGeneration(
  _request: PreTokenGenerationRequest,
  claims: TokenClaims,
  _pool: UserPool,
  _context: Context,
): Promise<TokenClaims> {
  return claims;
}
