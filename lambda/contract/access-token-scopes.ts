/** Who gets a scope in the access token: the members of a group, or the users with a value of an attribute. */
export interface AccessTokenScope {
  readonly scope: string;
  readonly group?: string | undefined;
  readonly attribute?: string | undefined;
  readonly value?: string | undefined;
}

/** The scopes in the variable ACCESS_TOKEN_SCOPES, which has them as JSON. Throws if it is not set. */
export function parseAccessTokenScopes(variable: string | undefined): readonly AccessTokenScope[] {
  if (!variable) throw new Error('Missing or invalid environment variables: ACCESS_TOKEN_SCOPES');
  return JSON.parse(variable);
}
