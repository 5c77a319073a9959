/** For managing one's own account: the only scope of tokens that the OAuth endpoints did not issue. */
export const USER_ADMIN_SCOPE = 'aws.cognito.signin.user.admin';

/** For an ID token and /oauth2/userInfo. */
export const OPENID_SCOPE = 'openid';

/** The scopes that a client may be allowed. Scopes of resource servers are not emulated. */
export const supportedScopes = [OPENID_SCOPE, 'email', 'phone', 'profile', USER_ADMIN_SCOPE] as const;

const attributesOf: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
};

/**
 * Whether the granted scopes let a client see an attribute that it may read. With `openid` and no other scope it sees all.
 * Source: "Understanding scopes" in the Cognito developer guide.
 */
export function isVisible(attribute: string, scopes: readonly string[] | undefined): boolean {
  const narrowing = scopes?.filter((scope) => scope === 'profile' || scope in attributesOf) ?? [];
  if (narrowing.length === 0 || narrowing.includes('profile') || attribute === 'sub') return true;
  return narrowing.some((scope) => attributesOf[scope]?.includes(attribute));
}
