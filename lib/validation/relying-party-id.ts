import type { Rule } from './rule';
import { hasValue, ofType, textAt, userPoolOf, valuesAt } from './template';

const PROPERTY = 'WebAuthnRelyingPartyID';

/**
 * Passkeys of a user pool with a custom domain. A browser accepts a relying party ID that is the page's domain or a parent of
 * it, and a passkey belongs to one relying party ID forever. Without the property, the ID is the pool's domain, and changes
 * when a custom domain is added.
 *
 * Source: RelyingPartyId in the API reference of SetUserPoolMfaConfig, and "relying party identifier" in WebAuthn.
 *
 * Does not know public suffixes: it accepts "co.uk" as a parent of "login.example.co.uk".
 */
export const relyingPartyIdFitsDomain: Rule = {
  name: 'RelyingPartyIdFitsDomain',
  severity: 'error',
  check: (resources) =>
    ofType(resources, 'AWS::Cognito::UserPoolDomain')
      .filter((domain) => valuesAt(domain, 'CustomDomainConfig').length > 0)
      .flatMap((domain) => {
        const resource = userPoolOf(domain, resources);
        const domainName = textAt(domain, 'Domain');
        if (!resource || !domainName) return [];
        const fix = `set ${PROPERTY} to "${domainName}" or a parent of it before the first passkey, because a change makes all passkeys invalid`;
        const ids = valuesAt(resource, PROPERTY);
        if (ids.length === 0 && hasValue(resource, 'Policies.SignInPolicy.AllowedFirstAuthFactors', 'WEB_AUTHN')) {
          const problem = `has passkeys and the custom domain "${domainName}", but no relying party ID`;
          return { resource, property: PROPERTY, problem, fix };
        }
        return ids
          .filter((id) => typeof id === 'string')
          .filter((id) => !isSameOrParent(id, domainName))
          .map((id) => {
            const problem = `has the relying party ID "${id}", which is neither its custom domain "${domainName}" nor a parent of it`;
            return { resource, property: PROPERTY, problem, fix };
          });
      }),
};

function isSameOrParent(parent: string, domain: string): boolean {
  return parent === domain || (parent.includes('.') && domain.endsWith(`.${parent}`));
}
