import { z } from 'zod/mini';
import { supportedScopes } from '../tokens/scopes';
import { between, readSettings, refusedByAws, secondsIn, withoutEffect } from './read-settings';
import type { UserPoolSettings } from './user-pool-settings';

const unit = z.optional(z.enum(['seconds', 'minutes', 'hours', 'days']));

const Properties = z.strictObject({
  AccessTokenValidity: z.optional(z.number()),
  AllowedOAuthFlows: z.optional(z.array(z.literal('code'))),
  AllowedOAuthFlowsUserPoolClient: z.optional(z.boolean()),
  AllowedOAuthScopes: z.optional(z.array(z.enum(supportedScopes))),
  AnalyticsConfiguration: withoutEffect,
  AuthSessionValidity: between(3, 15),
  CallbackURLs: z.optional(z.array(z.string())),
  ClientName: z.optional(z.string()),
  DefaultRedirectURI: withoutEffect,
  EnablePropagateAdditionalUserContextData: withoutEffect,
  EnableTokenRevocation: z.optional(z.boolean()),
  ExplicitAuthFlows: z.optional(
    z.array(
      z.enum([
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_USER_AUTH',
      ]),
    ),
  ),
  GenerateSecret: z.optional(z.literal(false)),
  IdTokenValidity: z.optional(z.number()),
  LogoutURLs: z.optional(z.array(z.string())),
  PreventUserExistenceErrors: z.optional(z.enum(['ENABLED', 'LEGACY'])),
  ReadAttributes: z.optional(z.array(z.string())),
  RefreshTokenRotation: z.optional(
    z.strictObject({
      Feature: z.optional(z.enum(['ENABLED', 'DISABLED'])),
      RetryGracePeriodSeconds: between(0, 60),
    }),
  ),
  RefreshTokenValidity: z.optional(z.number()),
  SupportedIdentityProviders: z.optional(z.array(z.string())),
  TokenValidityUnits: z.optional(z.strictObject({ AccessToken: unit, IdToken: unit, RefreshToken: unit })),
  UserPoolId: withoutEffect,
  WriteAttributes: z.optional(z.array(z.string())),
});

type ClientProperties = z.infer<typeof Properties>;

/** The scopes that a client may request and the URLs that it may redirect to. URLs must match exactly. */
export interface OAuthSettings {
  readonly scopes: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

/** An app client's CloudFormation properties, parsed for the operations. */
export interface ClientSettings {
  readonly properties: ClientProperties;
  readonly allowedFlows: ReadonlySet<string>;
  readonly preventsExistenceErrors: boolean;
  readonly revocation: boolean;
  /** Undefined without refresh token rotation. */
  readonly rotationGraceSeconds: number | undefined;
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly sessionMinutes: number;
  /** Undefined: every attribute, AWS's default. */
  readonly readable: ReadonlySet<string> | undefined;
  readonly writable: ReadonlySet<string> | undefined;
  /** `COGNITO` and names of identity providers, in the order of the template: what the sign-in page offers. */
  readonly identityProviders: readonly string[];
  /** Undefined for a client that may not use the OAuth endpoints. */
  readonly oauth: OAuthSettings | undefined;
}

/** AWS's default flows, except CUSTOM_AUTH, which needs Lambda triggers. */
const defaultFlows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

/** Parses the properties. Throws an error that names the resource and the first setting that is unsupported or that AWS refuses. */
export function readClientSettings(
  logicalId: string,
  given: Record<string, unknown>,
  pool: UserPoolSettings,
): ClientSettings {
  const resource = `UserPoolClient "${logicalId}"`;
  const properties = readSettings(resource, Properties, given);
  const rotation = properties.RefreshTokenRotation;
  const problem = firstProblem(properties, pool);
  if (problem !== undefined) throw refusedByAws(resource, problem);
  return {
    properties,
    allowedFlows: new Set(properties.ExplicitAuthFlows ?? defaultFlows),
    preventsExistenceErrors: properties.PreventUserExistenceErrors === 'ENABLED',
    revocation: properties.EnableTokenRevocation ?? true,
    rotationGraceSeconds: rotation?.Feature === 'ENABLED' ? (rotation.RetryGracePeriodSeconds ?? 0) : undefined,
    ...tokenLifetimes(properties),
    sessionMinutes: properties.AuthSessionValidity ?? 3,
    readable: properties.ReadAttributes && new Set(properties.ReadAttributes),
    writable: properties.WriteAttributes && new Set(properties.WriteAttributes),
    identityProviders: properties.SupportedIdentityProviders ?? ['COGNITO'],
    oauth: oauthSettings(properties),
  };
}

/** In seconds. Source: the shapes of CreateUserPoolClient in the API reference, and its descriptions of the units. */
const lifetimeBounds = {
  accessTokenSeconds: { name: 'AccessTokenValidity', minimum: 5 * secondsIn.minutes, maximum: secondsIn.days },
  idTokenSeconds: { name: 'IdTokenValidity', minimum: 5 * secondsIn.minutes, maximum: secondsIn.days },
  refreshTokenSeconds: { name: 'RefreshTokenValidity', minimum: secondsIn.hours, maximum: 3_650 * secondsIn.days },
} as const;

function firstProblem(properties: ClientProperties, { schema, isLite }: UserPoolSettings): string | undefined {
  const lifetimes = tokenLifetimes(properties);
  for (const key of ['accessTokenSeconds', 'idTokenSeconds', 'refreshTokenSeconds'] as const) {
    const { name, minimum, maximum } = lifetimeBounds[key];
    if (lifetimes[key] < minimum || lifetimes[key] > maximum) {
      return `${name} must be from ${minimum} to ${maximum} seconds, not ${lifetimes[key]}`;
    }
  }
  const { ExplicitAuthFlows, RefreshTokenRotation } = properties;
  if (RefreshTokenRotation?.Feature === 'ENABLED' && ExplicitAuthFlows?.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    return 'ExplicitAuthFlows must not contain ALLOW_REFRESH_TOKEN_AUTH with RefreshTokenRotation';
  }
  if (isLite && ExplicitAuthFlows?.includes('ALLOW_USER_AUTH')) {
    return 'ExplicitAuthFlows must not contain ALLOW_USER_AUTH in a user pool with UserPoolTier LITE';
  }
  for (const list of ['ReadAttributes', 'WriteAttributes'] as const) {
    const unknown = properties[list]?.find((name) => !schema.has(name));
    if (unknown !== undefined) return `${list} contains ${unknown}, which the schema of the user pool does not have`;
  }
  return undefined;
}

function oauthSettings(properties: ClientProperties): OAuthSettings | undefined {
  const { AllowedOAuthFlowsUserPoolClient, AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs, LogoutURLs } =
    properties;
  if (!AllowedOAuthFlowsUserPoolClient || !AllowedOAuthFlows?.includes('code')) return undefined;
  return { scopes: AllowedOAuthScopes ?? [], callbackUrls: CallbackURLs ?? [], logoutUrls: LogoutURLs ?? [] };
}

/** A validity of 0 means the default, as in AWS's API. */
function tokenLifetimes(properties: ClientProperties) {
  const { AccessTokenValidity, IdTokenValidity, RefreshTokenValidity, TokenValidityUnits } = properties;
  return {
    accessTokenSeconds: (AccessTokenValidity || 1) * unitOf(AccessTokenValidity, TokenValidityUnits?.AccessToken),
    idTokenSeconds: (IdTokenValidity || 1) * unitOf(IdTokenValidity, TokenValidityUnits?.IdToken),
    refreshTokenSeconds: RefreshTokenValidity
      ? RefreshTokenValidity * secondsIn[TokenValidityUnits?.RefreshToken ?? 'days']
      : 30 * secondsIn.days,
  };
}

function unitOf(validity: number | undefined, unit: keyof typeof secondsIn = 'hours'): number {
  return validity ? secondsIn[unit] : secondsIn.hours;
}
