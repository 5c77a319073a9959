/** Whether an e-mail address is of one of the domains. Every address is, if there are none. */
export function isOfDomain(email: string, domains: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return domains.length === 0 || domains.includes(domain);
}

/** The domains in the variable ALLOWED_EMAIL_DOMAINS. */
export function parseDomains(variable: string): readonly string[] {
  return variable === '' ? [] : variable.split(',');
}
