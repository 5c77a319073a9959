/** Whether an e-mail address is of one of the domains. Every address is, if there are none. */
export function isOfDomain(email: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return true;
  const [, domain = '', ...others] = email.toLowerCase().split('@');
  return others.length === 0 && domains.includes(domain);
}

/** The domains in the variable ALLOWED_EMAIL_DOMAINS. Throws if it is not set: a missing variable must not allow all domains. */
export function parseDomains(variable: string | undefined): readonly string[] {
  if (variable === undefined) throw new Error('Missing or invalid environment variables: ALLOWED_EMAIL_DOMAINS');
  return variable === '' ? [] : variable.split(',');
}
