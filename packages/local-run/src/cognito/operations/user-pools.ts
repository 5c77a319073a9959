import { z } from 'zod/mini';
import type { UserPool } from '../user-pool';
import { ACCOUNT, domainOf } from './descriptions';
import { shapes } from './input';
import { signedOperation } from './operation';
import { pageOf } from './paging';

const ListInput = z.object({ MaxResults: shapes.maxResults, NextToken: z.optional(shapes.paginationToken) });

/** The user pools, in the order of their definition. */
export const listUserPools = signedOperation(ListInput, ({ MaxResults, NextToken }, service) => {
  const { items, ...rest } = pageOf(service.pools, { Limit: MaxResults, NextToken });
  return { UserPools: items.map(describe), ...rest };
});

function describe({ id, settings, createdAt, modifiedAt }: UserPool) {
  return {
    Id: id,
    Name: settings.properties.UserPoolName ?? id,
    LambdaConfig: settings.properties.LambdaConfig ?? {},
    CreationDate: createdAt / 1_000,
    LastModifiedDate: modifiedAt / 1_000,
  };
}

const PoolInput = z.object({ UserPoolId: shapes.poolId });

const ListClientsInput = z.extend(PoolInput, {
  ClientType: z.optional(z.enum(['REGULAR', 'DCR'])),
  MaxResults: z.optional(shapes.maxResults),
  NextToken: z.optional(shapes.paginationToken),
});

/** The app clients of a pool. None is of type DCR, registered by the client itself. */
export const listUserPoolClients = signedOperation(ListClientsInput, (input, service) => {
  const pool = service.pool(input.UserPoolId);
  const clients = input.ClientType === 'DCR' ? [] : [...pool.clients.values()];
  const { items, ...rest } = pageOf(clients, { Limit: input.MaxResults, NextToken: input.NextToken });
  const UserPoolClients = items.map(({ id, settings }) => ({
    ClientId: id,
    UserPoolId: pool.id,
    ClientName: settings.properties.ClientName ?? id,
  }));
  return { UserPoolClients, ...rest };
});

const DomainInput = z.object({ Domain: shapes.domain });

/** The pool of a domain, which is a prefix or a custom domain. As in AWS, an unknown domain has an empty description. */
export const describeUserPoolDomain = signedOperation(DomainInput, ({ Domain }, service) => {
  const pool = service.pools.find((it) => domainOf(it) === Domain);
  if (pool === undefined) return { DomainDescription: {} };
  return {
    DomainDescription: {
      AWSAccountId: ACCOUNT,
      Domain,
      ManagedLoginVersion: pool.managedLogin?.version,
      Status: 'ACTIVE',
      UserPoolId: pool.id,
    },
  };
});

/** The second factors that a pool offers, of which an authenticator app is the only one, and its settings of codes and passkeys. */
export const getUserPoolMfaConfig = signedOperation(PoolInput, ({ UserPoolId }, service) => {
  const { properties, passkeys, allowsEmailCode, signInMessage } = service.pool(UserPoolId).settings;
  const hasApp = properties.EnabledMfas?.includes('SOFTWARE_TOKEN_MFA');
  const { WebAuthnFactorConfiguration: FactorConfiguration } = properties;
  return {
    MfaConfiguration: properties.MfaConfiguration ?? 'OFF',
    ...(hasApp && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(allowsEmailCode && {
      EmailMfaConfiguration: { Subject: signInMessage.subject, Message: signInMessage.text },
    }),
    ...(passkeys.allowed && {
      WebAuthnConfiguration: {
        RelyingPartyId: passkeys.relyingPartyId,
        UserVerification: passkeys.userVerification,
        ...(FactorConfiguration !== undefined && { FactorConfiguration }),
      },
    }),
  };
});
