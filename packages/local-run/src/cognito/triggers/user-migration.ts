import { z } from 'zod/mini';
import type { Context } from '../context';
import { CognitoException, incorrectCredentials, invalidParameter, userNotFound } from '../exceptions';
import { uuid } from '../randomness';
import type { AppClient } from '../user-pool';
import { accountAttributes, attributeMap, claimEmailAlias, createAccount, internalUsername } from '../users/accounts';
import type { Attributes } from '../users/attributes';
import { runPreSignUp } from './pre-sign-up';
import { runTrigger } from './run-trigger';
import { optional, type StringMap } from './user-attributes';

/** A sign-in or a forgotten password of a user who may have to be moved in. */
export interface MigrationRequest {
  readonly source: 'UserMigration_Authentication' | 'UserMigration_ForgotPassword';
  /** The name that the client gave. */
  readonly username: string;
  /** Undefined for a forgotten password. */
  readonly password: string | undefined;
  readonly validationData?: StringMap | undefined;
  readonly clientMetadata?: StringMap | undefined;
}

const schema = z.object({
  userAttributes: z.nullish(z.record(z.string(), z.string())),
  finalUserStatus: z.nullish(z.enum(['CONFIRMED', 'RESET_REQUIRED'])),
  messageAction: z.nullish(z.enum(['SUPPRESS', 'RESEND'])),
  desiredDeliveryMediums: z.nullish(z.array(z.enum(['SMS', 'EMAIL']))),
  forceAliasCreation: z.nullish(z.boolean()),
  enableSMSMFA: z.nullish(z.boolean()),
});

type MigrationResponse = z.infer<typeof schema>;

/**
 * UserMigration: creates a user who does not exist here from what the function returns. Without attributes the user stays unknown, and
 * the reply reveals nothing; but an error of the function does reach the client, as in AWS ("UserMigration failed with error Bad
 * password." in public code). PreSignUp runs for the new user: the API reference lists it among the triggers of InitiateAuth; its
 * source is an assumption.
 */
export async function migrateUser(request: MigrationRequest, client: AppClient, context: Context): Promise<void> {
  const { pool } = client;
  const { source, username, password, validationData, clientMetadata } = request;
  if (pool.users.find(username) !== undefined) return;
  const metadata = { ...optional('validationData', validationData), ...optional('clientMetadata', clientMetadata) };
  const call = {
    trigger: 'UserMigration',
    source,
    username,
    clientId: client.id,
    request: { ...(password !== undefined && { password }), ...metadata },
    response: {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
    schema,
  } as const;
  const response = await runTrigger(call, pool, context);
  if (response?.userAttributes === undefined || response.userAttributes === null) return;
  if (response.enableSMSMFA) throw invalidParameter('The embedded Cognito does not support enableSMSMFA.');
  const account = newAccount(request, response, client, context);
  const { attributes } = account;
  const signUp = { source: 'PreSignUp_AdminCreateUser', attributes, clientId: client.id, ...metadata } as const;
  await runPreSignUp({ ...signUp, username: internalUsername(account, pool) }, pool, context);
  // A concurrent request may have created the user.
  if (pool.users.find(username) !== undefined || pool.users.find(account.username) !== undefined) return;
  if (attributes.get('email_verified') === 'true') {
    const email = attributes.get('email');
    orRefuse(() => claimEmailAlias({ email }, pool, response.forceAliasCreation ?? false), client, context);
  }
  createAccount(account, pool, context);
  if (response.messageAction !== 'SUPPRESS') {
    context.log(`${source}: AWS would send an invitation, unless messageAction is SUPPRESS; none is sent here`);
  }
}

/** A user without a password sets one with the code that follows: the status is an assumption. */
function newAccount(request: MigrationRequest, response: MigrationResponse, client: AppClient, context: Context) {
  const { username: own, ...given } = response.userAttributes ?? {};
  const username = own ?? request.username;
  const list = Object.entries(given).map(([Name, Value]) => ({ Name, Value }));
  const attributes = orRefuse(() => accountAttributes(username, attributeMap(list), client.pool), client, context);
  orRefuse(() => assertSameName({ username, attributes }, request, client), client, context);
  const { password } = request;
  const status = response.finalUserStatus ?? (password === undefined ? 'RESET_REQUIRED' : 'CONFIRMED');
  return { username, sub: uuid(context.random), password, attributes, status } as const;
}

/** A function may choose another user name only if the given name is a verified alias of the user. */
function assertSameName(
  { username, attributes }: { readonly username: string; readonly attributes: Attributes },
  request: MigrationRequest,
  { pool }: AppClient,
): void {
  const name = pool.users.fold(request.username);
  const alias = attributes.get('email_verified') === 'true' ? (attributes.get('email') ?? '') : '';
  if (pool.users.fold(username) === name || (pool.settings.emailAlias && pool.users.fold(alias) === name)) return;
  throw invalidParameter('username must be the name that was given, or email must be it and be verified');
}

/** Attributes or an alias that the pool does not accept: the reply does not say which. */
function orRefuse<Result>(run: () => Result, client: AppClient, context: Context): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof CognitoException)) throw error;
    context.log(`UserMigration: the user cannot be created: ${error.message.trim()}`);
    if (client.settings.preventsExistenceErrors) throw incorrectCredentials();
    throw userNotFound(`Exception migrating user in app client ${client.id}`);
  }
}
