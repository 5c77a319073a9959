import { z } from 'zod/mini';
import type { UserPoolSettings } from '../settings/user-pool-settings';
import type { UserPool } from '../user-pool';
import { shapes } from './input';
import { signedOperation } from './operation';

const PoolInput = z.object({ UserPoolId: shapes.poolId });

/** Account id used in ARNs. */
export const ACCOUNT = '000000000000';

/** The pool's settings. Most CloudFormation properties have the same names as in the API. */
export const describeUserPool = signedOperation(PoolInput, ({ UserPoolId }, service) => {
  const pool = service.pool(UserPoolId);
  const { id, settings, users, createdAt, modifiedAt } = pool;
  const domain = domainOf(pool);
  const { Schema, UserPoolName, UserPoolTags, ...rest } = settings.properties;
  const properties = withoutMfaSettings(rest);
  return {
    UserPool: {
      ...properties,
      Id: id,
      Name: UserPoolName ?? id,
      Arn: `arn:aws:cognito-idp:${service.region}:${ACCOUNT}:userpool/${id}`,
      MfaConfiguration: properties.MfaConfiguration ?? 'OFF',
      Policies: { ...properties.Policies, PasswordPolicy: describePasswords(settings) },
      SchemaAttributes: [...settings.schema.values()],
      EstimatedNumberOfUsers: users.size,
      CreationDate: createdAt / 1_000,
      LastModifiedDate: modifiedAt / 1_000,
      ...(domain !== undefined && { [domain.includes('.') ? 'CustomDomain' : 'Domain']: domain }),
      ...(UserPoolTags !== undefined && { UserPoolTags }),
    },
  };
});

/** Of these properties, the API describes some in GetUserPoolMfaConfig only, and the e-mail of a sign-in code under other names. */
function withoutMfaSettings(
  properties: Omit<UserPoolSettings['properties'], 'Schema' | 'UserPoolName' | 'UserPoolTags'>,
) {
  const {
    EmailAuthenticationMessage,
    EmailAuthenticationSubject,
    EnabledMfas,
    WebAuthnFactorConfiguration,
    WebAuthnRelyingPartyID,
    WebAuthnUserVerification,
    ...described
  } = properties;
  return described;
}

/** The name of the pool's domain: the prefix of one of Cognito's, or a custom domain. */
export function domainOf({ managedLogin, region }: UserPool): string | undefined {
  return managedLogin?.address?.replace(/^https:\/\//, '').replace(`.auth.${region}.amazoncognito.com`, '');
}

function describePasswords({ passwordPolicy, passwordHistory, temporaryPasswordDays }: UserPoolSettings) {
  return {
    MinimumLength: passwordPolicy.minimumLength,
    PasswordHistorySize: passwordHistory,
    RequireLowercase: passwordPolicy.lowercase,
    RequireNumbers: passwordPolicy.numbers,
    RequireSymbols: passwordPolicy.symbols,
    RequireUppercase: passwordPolicy.uppercase,
    TemporaryPasswordValidityDays: temporaryPasswordDays,
  };
}

const ClientInput = z.object({ UserPoolId: shapes.poolId, ClientId: shapes.clientId });

/** One app client's settings, with AWS's default values. */
export const describeUserPoolClient = signedOperation(ClientInput, ({ UserPoolId, ClientId }, service) => {
  const pool = service.pool(UserPoolId);
  const { id, settings, createdAt } = service.client(ClientId, pool.id);
  const { properties } = settings;
  return {
    UserPoolClient: {
      ...properties,
      ClientId: id,
      ClientName: properties.ClientName ?? id,
      UserPoolId: pool.id,
      AuthSessionValidity: settings.sessionMinutes,
      EnableTokenRevocation: settings.revocation,
      ExplicitAuthFlows: [...settings.allowedFlows],
      PreventUserExistenceErrors: settings.preventsExistenceErrors ? 'ENABLED' : 'LEGACY',
      RefreshTokenValidity: properties.RefreshTokenValidity ?? 30,
      CreationDate: createdAt / 1_000,
      LastModifiedDate: pool.modifiedAt / 1_000,
    },
  };
});
