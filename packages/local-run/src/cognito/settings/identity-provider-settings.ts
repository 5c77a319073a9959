import { z } from 'zod/mini';
import { readSettings, refusedByAws, withoutEffect } from './read-settings';
import type { UserPoolSettings } from './user-pool-settings';

/** Providers whose name is their type. Each pool has at most one of a type. */
const socialTypes = ['Google', 'SignInWithApple', 'Facebook', 'LoginWithAmazon'] as const;

/** Whether the name of a provider is that of a social type. */
export const isSocialType = (name: string) => socialTypes.some((type) => type === name);

const text = z.string().check(z.minLength(1));
const client = { authorize_scopes: text, client_id: text, client_secret: text };
/** AWS fills it in when it describes a provider, and accepts it in return. */
const described = { attributes_url_add_attributes: withoutEffect };

/**
 * ProviderDetails of each type. What AWS requires is required. The URLs of a provider have no effect here: its stand-in has others.
 * Source: `ProviderDetails` of CreateIdentityProvider in the API reference.
 */
const details = {
  Google: z.strictObject({ ...client, ...described }),
  Facebook: z.strictObject({ ...client, ...described, api_version: withoutEffect }),
  LoginWithAmazon: z.strictObject({ ...client, ...described }),
  SignInWithApple: z.strictObject({
    ...{ authorize_scopes: text, client_id: text, key_id: text, private_key: text, team_id: text },
    ...described,
  }),
  OIDC: z.strictObject({
    ...client,
    ...described,
    attributes_request_method: z.enum(['GET', 'POST']),
    attributes_url: withoutEffect,
    authorize_url: withoutEffect,
    jwks_uri: withoutEffect,
    oidc_issuer: text,
    token_url: withoutEffect,
  }),
  // Not served: only its name appears, on the page that says so.
  SAML: z.record(z.string(), z.unknown()),
} as const;

const Properties = z.strictObject({
  AttributeMapping: z.optional(z.record(z.string(), z.string())),
  IdpIdentifiers: z.optional(z.array(z.string())),
  ProviderDetails: z.record(z.string(), z.unknown()),
  ProviderName: z.string(),
  ProviderType: z.enum(['Google', 'SignInWithApple', 'Facebook', 'LoginWithAmazon', 'OIDC', 'SAML']),
  UserPoolId: withoutEffect,
});

type ProviderProperties = z.infer<typeof Properties>;

/** The parsed properties of an AWS::Cognito::UserPoolIdentityProvider. */
export interface IdentityProviderSettings {
  readonly name: string;
  readonly type: ProviderProperties['ProviderType'];
  /** Names that /oauth2/authorize accepts as `idp_identifier`. */
  readonly identifiers: readonly string[];
  /** The names of attributes of the user pool with the name of the claim that they get their value from; without `username`. */
  readonly mapping: ReadonlyMap<string, string>;
  readonly scopes: readonly string[];
  /** Empty for a SAML provider. */
  readonly clientId: string;
  /** Of an OIDC provider; the other types have fixed issuers. */
  readonly issuer: string | undefined;
  readonly userInfoMethod: 'GET' | 'POST';
  /** ProviderDetails without secrets. */
  readonly publicDetails: Readonly<Record<string, unknown>>;
}

/** Parses the properties. Throws an error that names the resource and the first setting that is unsupported or that AWS refuses. */
export function readIdentityProviderSettings(
  logicalId: string,
  given: Record<string, unknown>,
  pool: Pick<UserPoolSettings, 'schema'>,
): IdentityProviderSettings {
  const resource = `UserPoolIdentityProvider "${logicalId}"`;
  const properties = readSettings(resource, Properties, given);
  const { ProviderName: name, ProviderType: type, ProviderDetails, IdpIdentifiers = [] } = properties;
  const found = readSettings(`${resource}: ProviderDetails`, details[type], ProviderDetails);
  const mapping = new Map(Object.entries(properties.AttributeMapping ?? {}));
  const problem =
    nameProblem(properties) ??
    identifierProblem(IdpIdentifiers) ??
    detailsProblem(type, found) ??
    mappingProblem(mapping, pool);
  if (problem !== undefined) throw refusedByAws(resource, problem);
  mapping.delete('username');
  const { client_secret, private_key, ...publicDetails } = found as Record<string, unknown>;
  return {
    ...{ name, type, mapping, publicDetails },
    identifiers: IdpIdentifiers,
    scopes: scopesIn(found),
    clientId: String(publicDetails.client_id ?? ''),
    issuer: publicDetails.oidc_issuer === undefined ? undefined : String(publicDetails.oidc_issuer),
    userInfoMethod: publicDetails.attributes_request_method === 'POST' ? 'POST' : 'GET',
  };
}

/** Facebook separates its scopes by commas. */
function scopesIn(found: Record<string, unknown>): string[] {
  return String(found.authorize_scopes ?? '')
    .split(/[\s,]+/)
    .filter(Boolean);
}

/** Source: `ProviderName` of CreateIdentityProvider in the API reference. */
function nameProblem({ ProviderName: name, ProviderType: type }: ProviderProperties): string | undefined {
  if (isSocialType(type))
    return name === type ? undefined : `ProviderName must be ${type}, like ProviderType, not ${name}`;
  if ([...socialTypes, 'COGNITO', 'Cognito'].includes(name))
    return `ProviderName must not be ${name}, which is reserved`;
  const isValid =
    name.length >= 3 && name.length <= 32 && /^[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+$/u.test(name);
  return isValid
    ? undefined
    : `ProviderName must have 3 to 32 characters, without spaces and underscores, not "${name}"`;
}

/** Source: `IdpIdentifiers` of CreateIdentityProvider in the API reference. */
function identifierProblem(identifiers: readonly string[]): string | undefined {
  if (identifiers.length > 50) return 'IdpIdentifiers has more than 50 entries';
  const invalid = identifiers.find((it) => !/^[\w\s+=.@-]{1,40}$/.test(it));
  return invalid === undefined ? undefined : `IdpIdentifiers contains "${invalid}", which is no valid identifier`;
}

/** Sources: "OIDC user pool IdP" in the developer guide for the scope and for https. */
function detailsProblem(type: ProviderProperties['ProviderType'], found: Record<string, unknown>): string | undefined {
  if (type === 'OIDC') {
    if (!scopesIn(found).includes('openid')) return 'ProviderDetails.authorize_scopes must contain openid';
    if (!/^https:\/\/[^\s?#]+$/.test(String(found.oidc_issuer))) {
      return `ProviderDetails.oidc_issuer must be an https URL, not "${found.oidc_issuer}"`;
    }
  }
  if (type === 'SAML' && found.MetadataURL === undefined && found.MetadataFile === undefined) {
    return 'ProviderDetails must have MetadataURL or MetadataFile';
  }
  return undefined;
}

/**
 * The message about required attributes is that of AWS. An immutable attribute may be mapped: AWS refuses only the second sign-in,
 * when it would change the attribute.
 */
function mappingProblem(
  mapping: ReadonlyMap<string, string>,
  { schema }: Pick<UserPoolSettings, 'schema'>,
): string | undefined {
  const unknown = [...mapping.keys()].find((name) => name !== 'username' && (name === 'sub' || !schema.has(name)));
  if (unknown !== undefined) {
    return `AttributeMapping contains ${unknown}, which ${unknown === 'sub' ? 'Cognito sets' : 'the schema of the user pool does not have'}`;
  }
  const missing = [...schema.values()].filter(({ Name, Required }) => Required && Name !== 'sub' && !mapping.has(Name));
  if (missing.length === 0) return undefined;
  return `the attribute mapping is missing required attributes [${missing.map(({ Name }) => Name).join(', ')}]`;
}
