import type { Finding, Rule } from './rule';
import { hasValue, ofType, type Resource, userPoolOf, valuesAt } from './template';

/** The only attribute of a user that Cognito takes from a provider without a right of the app client to write it. */
const USERNAME = 'username';

/** Attributes that Cognito sets itself: an app client cannot have the right to write them. */
const setByCognito: readonly unknown[] = ['email_verified', 'phone_number_verified', 'sub', 'identities'];

/**
 * An app client that lists its writable attributes must list those that its identity providers map, except the ones that Cognito sets
 * itself. Otherwise every sign-in with the provider fails.
 *
 * Source: WriteAttributes in the API reference of CreateUserPoolClient: "this array must include all attributes that you have
 * mapped to IdP attributes"; for the others, reports of "Invalid write attributes specified while creating a client".
 */
export const mappedAttributesAreWritable: Rule = {
  name: 'MappedAttributesAreWritable',
  severity: 'error',
  check: (resources) =>
    ofType(resources, 'AWS::Cognito::UserPoolClient').flatMap((client) => {
      const writable = valuesAt(client, 'WriteAttributes');
      if (writable.length === 0) return [];
      const wrong = writable.filter((attribute) => setByCognito.includes(attribute));
      const missing = providersOf(client, resources)
        .flatMap(mappedBy)
        .filter((attribute) => !writable.includes(attribute));
      return [
        ...wrong.map((attribute) =>
          writeFinding(client, `lets the app write ${attribute}, which only Cognito sets`, `remove ${attribute}`),
        ),
        ...[...new Set(missing)].map((attribute) =>
          writeFinding(
            client,
            `does not let the app write ${attribute}, which an identity provider maps, so that every sign-in with it fails`,
            `add ${attribute} to WriteAttributes, or remove it from the AttributeMapping`,
          ),
        ),
      ];
    }),
};

function writeFinding(resource: Resource, problem: string, fix: string): Finding {
  return { resource, property: 'WriteAttributes', problem, fix };
}

/**
 * A mapped attribute must be mutable: Cognito writes it at every sign-in, and the second one would fail.
 *
 * Source: Mutable in the API reference of SchemaAttributeType.
 */
export const mappedAttributesAreMutable: Rule = {
  name: 'MappedAttributesAreMutable',
  severity: 'error',
  check: (resources) =>
    ofType(resources, 'AWS::Cognito::UserPoolIdentityProvider').flatMap((provider) => {
      const pool = userPoolOf(provider, resources);
      if (!pool) return [];
      const immutable = immutableAttributes(pool);
      return mappedBy(provider)
        .filter((attribute) => immutable.has(attribute))
        .map((attribute) => ({
          resource: pool,
          property: 'Schema',
          problem: `has the immutable attribute ${attribute}, which ${provider.logicalId} maps, so that the second sign-in of a user fails`,
          fix: `set its Mutable to true, or remove it from the AttributeMapping of ${provider.logicalId}`,
        }));
    }),
};

function immutableAttributes(pool: Resource): ReadonlySet<string> {
  const names = valuesAt(pool, 'Schema')
    .map((properties) => ({ ...pool, properties }))
    .filter((attribute) => hasValue(attribute, 'Mutable', false))
    .flatMap((attribute) => valuesAt(attribute, 'Name'));
  // A mapping names custom attributes with the prefix, a Schema without.
  return new Set(names.flatMap((name) => [String(name), `custom:${name}`]));
}

/** The providers of the client's pool that it supports. */
function providersOf(client: Resource, resources: readonly Resource[]): readonly Resource[] {
  const pool = userPoolOf(client, resources);
  return ofType(resources, 'AWS::Cognito::UserPoolIdentityProvider').filter((provider) => {
    const isSupported =
      valuesAt(client, 'SupportedIdentityProviders.Ref').includes(provider.logicalId) ||
      hasValue(client, 'SupportedIdentityProviders', ...valuesAt(provider, 'ProviderName'));
    return isSupported && pool !== undefined && userPoolOf(provider, resources) === pool;
  });
}

/** The attributes of users that a provider maps and that Cognito does not set itself. */
function mappedBy(provider: Resource): readonly string[] {
  return valuesAt(provider, 'AttributeMapping')
    .flatMap((mapping) => Object.keys(Object(mapping)))
    .filter((attribute) => attribute !== USERNAME && !setByCognito.includes(attribute));
}
