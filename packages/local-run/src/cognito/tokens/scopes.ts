/** Managing one's own account: the one scope of tokens that do not come from the OAuth endpoints. */
export const SELF_SERVICE = 'aws.cognito.signin.user.admin';

/** An ID token, and who one is at /oauth2/userInfo. */
export const OPENID = 'openid';

/** What a client may be allowed; those of resource servers are not played. */
export const knownScopes = [OPENID, 'email', 'phone', 'profile', SELF_SERVICE] as const;

const shownBy: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
};

/**
 * Whether an attribute is shown to a client that was granted these scopes, if it may read it at all. With `openid` and
 * none of the others, all are. Source: "Understanding scopes" in the Cognito developer guide.
 */
export function isShown(attribute: string, scopes: readonly string[] | undefined): boolean {
  const narrowing = scopes?.filter((scope) => scope === 'profile' || scope in shownBy) ?? [];
  if (narrowing.length === 0 || narrowing.includes('profile') || attribute === 'sub') return true;
  return narrowing.some((scope) => shownBy[scope]?.includes(attribute));
}
