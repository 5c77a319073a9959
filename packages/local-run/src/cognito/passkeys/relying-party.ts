import type { UserPool } from '../user-pool';

/**
 * The relying party of a pool's passkeys: the configured id, otherwise the pool's domain; undefined if it has neither.
 * Source: WebAuthnConfigurationType in the API reference.
 */
export function relyingPartyOf({ settings, managedLogin }: UserPool): string | undefined {
  if (settings.passkeys.relyingPartyId !== undefined) return settings.passkeys.relyingPartyId;
  return managedLogin?.address === undefined ? undefined : new URL(managedLogin.address).hostname;
}

/**
 * Whether pages of the origin may use passkeys of the relying party: its domain and subdomains by HTTPS, and localhost by HTTP
 * too. Browsers apply the same rule. Source: "Relying Party Identifier" in W3C Web Authentication.
 */
export function isOriginOf(relyingPartyId: string, origin: string): boolean {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) return false;
  const { hostname, protocol } = new URL(origin);
  if (hostname !== relyingPartyId && !hostname.endsWith(`.${relyingPartyId}`)) return false;
  return protocol === 'https:' || (protocol === 'http:' && /(^|\.)localhost$/.test(hostname));
}
