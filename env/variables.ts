/** What a client needs to know about an API, by the names of the environment variables. */
export type Variables = Readonly<Record<string, string>>;

export interface Addresses {
  readonly apiUrl: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  /** A URL of the managed login pages, if there are some. */
  readonly loginUrl: string | undefined;
}

/** The URLs have no slash at the end. */
export function variablesFor({ apiUrl, region, userPoolId, userPoolClientId, loginUrl }: Addresses): Variables {
  return {
    API_URL: apiUrl.replace(/\/$/, ''),
    REGION: region,
    USER_POOL_ID: userPoolId,
    CLIENT_ID: userPoolClientId,
    ...(loginUrl !== undefined && { MANAGED_LOGIN_URL: new URL(loginUrl).origin }),
  };
}
