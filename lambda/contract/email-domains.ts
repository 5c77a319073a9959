/**
 * Whether an e-mail address is of one of the domains. Every address is, if there are none. In a domain, unlike in the part before
 * the @, the Kelvin sign (U+212A) is an ordinary k: a mail server looks it up as that (RFC 5895).
 */
export function isOfDomain(email: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return true;
  const [, domain = '', ...others] = email.toLowerCase().split('@');
  return others.length === 0 && domains.includes(domain);
}
