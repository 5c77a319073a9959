import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { invalidParameter } from '../exceptions';
import { verifyAccessToken } from '../tokens/tokens';
import type { AppClient } from '../user-pool';
import {
  changeAttributes,
  type PoolUser,
  parseRemoval,
  parseUpdate,
  sendAttributeCode,
  verifyAddress,
} from '../users/attribute-changes';
import { assertWritable } from '../users/attributes';
import { findUser, UserInput } from './administration';
import { shapes } from './input';
import { publicOperation, signedOperation } from './operation';

const TokenInput = z.object({ AccessToken: shapes.accessToken });

const UpdateInput = z.extend(TokenInput, {
  UserAttributes: shapes.attributes,
  ClientMetadata: z.optional(shapes.map),
});

/** Changes attributes of the token's user that the client may write. */
export const updateUserAttributes = publicOperation(UpdateInput, async (input, service) => {
  const { client, ...account } = await tokenAccount(input, service);
  const names = input.UserAttributes.map(({ Name }) => Name);
  assertNamesWritable(names, client);
  const changes = parseUpdate(input.UserAttributes, client.pool.settings.schema);
  const caller = { clientId: client.id, clientMetadata: input.ClientMetadata };
  const details = await changeAttributes(changes, { ...account, ...caller }, service);
  return { ...(details && { CodeDeliveryDetailsList: [details] }) };
});

const DeleteInput = z.extend(TokenInput, { UserAttributeNames: shapes.attributeNames });

/** Removes attributes of the token's user that the client may write. */
export const deleteUserAttributes = publicOperation(DeleteInput, async (input, service) => {
  const { client, ...account } = await tokenAccount(input, service);
  assertNamesWritable(input.UserAttributeNames, client);
  const changes = parseRemoval(input.UserAttributeNames, client.pool.settings.schema);
  await changeAttributes(changes, { ...account, clientId: client.id }, service);
  return {};
});

const AttributeInput = z.extend(TokenInput, { AttributeName: shapes.attributeName });

const CodeInput = z.extend(AttributeInput, { ClientMetadata: z.optional(shapes.map) });

/**
 * Sends a code that verifies the current e-mail address, also while a new one waits for its verification: to get another
 * code for the new one, repeat UpdateUserAttributes. Reported in aws-amplify/amplify-flutter#3756.
 */
export const getUserAttributeVerificationCode = publicOperation(CodeInput, async (input, service) => {
  const { user, pool, client } = await tokenAccount(input, service);
  assertVerifiable(input.AttributeName);
  if (user.email === undefined) throw invalidParameter('User does not have an email address.');
  user.attempts.record('GetUserAttributeVerificationCode', service.now());
  const source = 'CustomMessage_VerifyUserAttribute';
  const message = { to: user.email, source, clientId: client.id, clientMetadata: input.ClientMetadata } as const;
  return { CodeDeliveryDetails: await sendAttributeCode(message, { user, pool }, service) };
});

const VerifyInput = z.extend(AttributeInput, { Code: shapes.code });

/** Verifies the e-mail address that the code was sent to. */
export const verifyUserAttribute = publicOperation(VerifyInput, async (input, service) => {
  const { user, pool } = await tokenAccount(input, service);
  assertVerifiable(input.AttributeName);
  user.attempts.record('VerifyUserAttribute', service.now());
  verifyAddress(input.Code, { user, pool }, service.now());
  return {};
});

const AdminUpdateInput = z.extend(UserInput, {
  UserAttributes: shapes.attributes,
  ClientMetadata: z.optional(shapes.map),
});

/** Changes attributes of a user. Unlike a client, an administrator may set `email_verified`. */
export const adminUpdateUserAttributes = signedOperation(AdminUpdateInput, async (input, service) => {
  const account = findUser(input, service);
  const caller = { clientId: undefined, clientMetadata: input.ClientMetadata };
  const changes = parseUpdate(input.UserAttributes, account.pool.settings.schema);
  await changeAttributes(changes, { ...account, ...caller }, service);
  return {};
});

const AdminDeleteInput = z.extend(UserInput, { UserAttributeNames: shapes.attributeNames });

/** Removes attributes of a user. */
export const adminDeleteUserAttributes = signedOperation(AdminDeleteInput, async (input, service) => {
  const account = findUser(input, service);
  const changes = parseRemoval(input.UserAttributeNames, account.pool.settings.schema);
  await changeAttributes(changes, { ...account, clientId: undefined }, service);
  return {};
});

async function tokenAccount(
  { AccessToken }: z.infer<typeof TokenInput>,
  service: CognitoService,
): Promise<PoolUser & { client: AppClient }> {
  const { client, signIn } = await verifyAccessToken(AccessToken, service);
  return { client, user: signIn.user, pool: client.pool };
}

function assertNamesWritable(names: readonly string[], { settings }: AppClient): void {
  assertWritable(new Map(names.map((name) => [name, ''])), settings.writable);
}

/** Phone numbers cannot be verified here: SMS is not emulated. */
function assertVerifiable(attribute: string): void {
  if (attribute !== 'email') throw invalidParameter('The embedded Cognito can verify the attribute email only.');
}
