import { z } from 'zod/mini';
import { knownScopes } from '../tokens/scopes';
import { readSettings, secondsIn, withoutEffect } from './read-settings';

const unit = z.optional(z.enum(['seconds', 'minutes', 'hours', 'days']));

const Properties = z.strictObject({
  AccessTokenValidity: z.optional(z.number()),
  AllowedOAuthFlows: z.optional(z.array(z.literal('code'))),
  AllowedOAuthFlowsUserPoolClient: z.optional(z.boolean()),
  AllowedOAuthScopes: z.optional(z.array(z.enum(knownScopes))),
  AnalyticsConfiguration: withoutEffect,
  AuthSessionValidity: z.optional(z.number()),
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
      RetryGracePeriodSeconds: z.optional(z.number()),
    }),
  ),
  RefreshTokenValidity: z.optional(z.number()),
  SupportedIdentityProviders: z.optional(z.array(z.literal('COGNITO'))),
  TokenValidityUnits: z.optional(z.strictObject({ AccessToken: unit, IdToken: unit, RefreshToken: unit })),
  UserPoolId: withoutEffect,
  WriteAttributes: z.optional(z.array(z.string())),
});

type ClientProperties = z.infer<typeof Properties>;

/** What a client may ask of the OAuth endpoints, and where they may send people: both letter by letter. */
export interface OAuthSettings {
  readonly scopes: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

/** An app client's CloudFormation properties, read once into what the operations ask for. */
export interface ClientSettings {
  readonly properties: ClientProperties;
  readonly allowedFlows: ReadonlySet<string>;
  readonly preventsExistenceErrors: boolean;
  readonly revocation: boolean;
  /** `undefined`: refresh tokens do not rotate. */
  readonly rotationGraceSeconds: number | undefined;
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly sessionMinutes: number;
  /** `undefined`: the default of AWS, every attribute. */
  readonly readable: ReadonlySet<string> | undefined;
  readonly writable: ReadonlySet<string> | undefined;
  /** `undefined`: the OAuth endpoints do not know this client. */
  readonly oauth: OAuthSettings | undefined;
}

/** What AWS allows a client that names no flows, but for CUSTOM_AUTH, which needs Lambda triggers. */
const defaultFlows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

/** Throws one sentence that names the resource for a setting that cannot be honoured. */
export function readClientSettings(logicalId: string, given: Record<string, unknown>): ClientSettings {
  const properties = readSettings(`UserPoolClient "${logicalId}"`, Properties, given);
  const rotation = properties.RefreshTokenRotation;
  return {
    properties,
    allowedFlows: new Set(properties.ExplicitAuthFlows ?? defaultFlows),
    preventsExistenceErrors: properties.PreventUserExistenceErrors === 'ENABLED',
    revocation: properties.EnableTokenRevocation ?? true,
    rotationGraceSeconds: rotation?.Feature === 'ENABLED' ? (rotation.RetryGracePeriodSeconds ?? 0) : undefined,
    ...tokenLives(properties),
    sessionMinutes: properties.AuthSessionValidity ?? 3,
    readable: properties.ReadAttributes && new Set(properties.ReadAttributes),
    writable: properties.WriteAttributes && new Set(properties.WriteAttributes),
    oauth: oauthSettings(properties),
  };
}

function oauthSettings(properties: ClientProperties): OAuthSettings | undefined {
  const { AllowedOAuthFlowsUserPoolClient, AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs, LogoutURLs } =
    properties;
  if (!AllowedOAuthFlowsUserPoolClient || !AllowedOAuthFlows?.includes('code')) return undefined;
  return { scopes: AllowedOAuthScopes ?? [], callbackUrls: CallbackURLs ?? [], logoutUrls: LogoutURLs ?? [] };
}

/** A validity of 0 means the default, as in the API. */
function tokenLives(properties: ClientProperties) {
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
