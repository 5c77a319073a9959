import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { CognitoException, invalidParameter, notAuthorized, resourceNotFound } from '../exceptions';
import type { Identity, IdentityPool, Login } from '../identity-pools/identity-pool';
import { verifyLogins } from '../identity-pools/logins';
import { createTemporaryCredentials } from '../identity-pools/temporary-credentials';
import { issueOpenIdToken } from '../tokens/tokens';
import { shapes } from './input';
import { identityOperation } from './operation';

const IdInput = z.object({ IdentityPoolId: shapes.identityId, Logins: z.optional(shapes.logins) });

/** The identity id of a login: the same at each call. */
const getId = identityOperation(IdInput, async ({ IdentityPoolId, Logins }, service) => {
  const pool = service.identityPool(IdentityPoolId);
  const login = await verifyLogins(Logins, pool, service);
  if (login === undefined) throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
  return { IdentityId: pool.identityOf(login, service).id };
});

const IdentityInput = z.object({ IdentityId: shapes.identityId, Logins: z.optional(shapes.logins) });

const CredentialsInput = z.extend(IdentityInput, { CustomRoleArn: z.optional(z.string()) });

/** AWS credentials of the identity pool's role for authenticated identities. */
const getCredentialsForIdentity = identityOperation(CredentialsInput, async (input, service) => {
  if (input.CustomRoleArn !== undefined) throw invalidParameter('The embedded Cognito does not support CustomRoleArn.');
  const { identity, pool } = await verifyIdentity(input, service);
  const { id: identityPoolId, authenticatedRoleArn: roleArn } = pool.settings;
  if (roleArn === undefined) {
    const message = 'Invalid identity pool configuration. Check assigned IAM roles for this pool.';
    throw new CognitoException('InvalidIdentityPoolConfigurationException', message);
  }
  const authenticationProvider = authenticationMethods(identity.login).join();
  const owner = { roleArn, identityPoolId, identityId: identity.id, authenticationProvider };
  const credentials = createTemporaryCredentials(owner, service);
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials;
  service.credentials.set(accessKeyId, credentials, service.now());
  return {
    IdentityId: identity.id,
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiresAt / 1_000,
    },
  };
});

/** The token of the classic flow. Nothing here accepts it: exchanging it for credentials would require STS. */
const getOpenIdToken = identityOperation(IdentityInput, async (input, service) => {
  const { identity, pool } = await verifyIdentity(input, service);
  const { id, allowsClassicFlow } = pool.settings;
  if (!allowsClassicFlow) throw invalidParameter('Basic (classic) flow is not enabled, please use enhanced flow.');
  const methods = ['authenticated', ...authenticationMethods(identity.login)];
  return {
    IdentityId: identity.id,
    Token: await issueOpenIdToken({ aud: id, sub: identity.id, amr: methods }, service),
  };
});

/** The operations of identity pools, by the name in X-Amz-Target. */
export const identityPoolOperations = new Map(
  Object.entries({
    GetCredentialsForIdentity: getCredentialsForIdentity,
    GetId: getId,
    GetOpenIdToken: getOpenIdToken,
  }),
);

/** The identity and its pool. Throws unless the request has a login of this identity. */
async function verifyIdentity(
  { IdentityId, Logins }: z.infer<typeof IdentityInput>,
  service: CognitoService,
): Promise<{ identity: Identity; pool: IdentityPool }> {
  const found = service.identity(IdentityId);
  if (found === undefined) throw resourceNotFound(`Identity '${IdentityId}' not found.`);
  const login = await verifyLogins(Logins, found.pool, service);
  if (login === undefined) throw notAuthorized(`Access to Identity '${IdentityId}' is forbidden.`);
  if (found.pool.identityOf(login, service) !== found.identity) {
    throw notAuthorized(
      "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    );
  }
  return found;
}

function authenticationMethods({ provider, sub }: Login): string[] {
  return [provider, `${provider}:CognitoSignIn:${sub}`];
}
