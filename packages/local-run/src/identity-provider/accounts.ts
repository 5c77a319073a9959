import { createHash } from 'node:crypto';

/** What was entered on the page of a provider. */
export interface EnteredAccount {
  readonly email: string;
  readonly name: string;
  /** Whether the provider says that the address is verified. */
  readonly emailVerified: boolean;
}

/**
 * The subject of an account, in the form that the provider's real ones have: the same for the same address and provider, also
 * after a new start. Subjects of OIDC providers contain upper case, which a user pool loses in user names that ignore case.
 */
export function subjectOf(email: string, provider: { readonly name: string; readonly type: string }): string {
  const hash = createHash('sha256').update(`${provider.name}\0${email.toLowerCase()}`).digest();
  const hex = hash.toString('hex');
  switch (provider.type) {
    case 'OIDC':
      return `Id-${hash.toString('base64url').slice(0, 16)}`;
    case 'SignInWithApple':
      return `${digits(hash, 6)}.${hex.slice(0, 32)}.${digits(hash, 4)}`;
    default:
      return `1${digits(hash, 20)}`;
  }
}

/**
 * Names of the claims by the scope that returns them: OpenID Connect's, and those that Apple, Facebook and Amazon have for them.
 * Amazon has no scope for the address alone.
 */
export function claimsByScope(type: string): Record<string, string[]> {
  return {
    openid: ['sub', 'id', 'user_id'],
    email: ['email', 'email_verified'],
    profile: ['name', 'names', 'given_name', 'family_name', ...(type === 'LoginWithAmazon' ? ['email'] : [])],
    name: ['name', 'firstName', 'lastName'],
    public_profile: ['name', 'first_name', 'last_name'],
  };
}

/** All claims about an account. The scopes of a request decide which of them are returned. */
export function claimsOf(subject: string, { email, name, emailVerified }: EnteredAccount): { sub: string } {
  const [first = '', ...rest] = name.split(' ');
  const last = rest.join(' ');
  const claims = {
    ...{ email, email_verified: emailVerified, id: subject, user_id: subject, name, names: name },
    ...{ given_name: first, firstName: first, first_name: first },
    ...{ family_name: last, lastName: last, last_name: last },
  };
  return { ...Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== '')), sub: subject };
}

function digits(hash: Buffer, length: number): string {
  return BigInt(`0x${hash.toString('hex')}`)
    .toString()
    .slice(0, length);
}
