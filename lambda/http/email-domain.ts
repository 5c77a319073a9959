import { isOfDomain } from '../contract/email-domains';
import { readList } from '../contract/environment';
import { Problem } from '../contract/problems';

const domains = readList('ALLOWED_EMAIL_DOMAINS');

/**
 * Throws `invalid_request` with the field for an address of a domain that the stage does not allow. At sign-up, the pre-sign-up
 * trigger refuses it too, but cannot name the field.
 */
export function assertAllowedDomain(field: string, email: string): void {
  if (isOfDomain(email, domains)) return;
  throw new Problem('invalid_request', {
    errors: [{ field, message: `must be an address at ${domains.join(' or ')}` }],
  });
}
