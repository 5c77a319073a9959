import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { CognitoException, invalidParameter, userNotFound } from '../exceptions';
import { createCredential } from '../passwords/credentials';
import { assertPasswordPolicy, temporaryPassword } from '../passwords/password-policy';
import { setTemporaryPasswordExpiry } from '../passwords/passwords';
import { uuid } from '../randomness';
import { sendMessage } from '../triggers/custom-message';
import { runPostConfirmation } from '../triggers/post-confirmation';
import { runPreSignUp } from '../triggers/pre-sign-up';
import type { UserPool } from '../user-pool';
import {
  accountAttributes,
  attributeList,
  attributeMap,
  claimEmailAlias,
  createAccount,
  internalUsername,
  type NewAccount,
} from '../users/accounts';
import { assertUnconfirmed, type User } from '../users/user';
import { describeFactors } from './account';
import { shapes } from './input';
import { signedOperation } from './operation';

/** Input of an operation on one user. */
export const UserInput = z.object({ UserPoolId: shapes.poolId, Username: shapes.username });

type UserInput = z.infer<typeof UserInput>;

const ConfirmInput = z.extend(UserInput, { ClientMetadata: z.optional(shapes.map) });

/** Confirms an account without a code. Its e-mail address stays unverified. */
export const adminConfirmSignUp = signedOperation(ConfirmInput, async (input, service) => {
  const { user, pool } = findUser(input, service);
  assertUnconfirmed(user);
  user.codes.revoke('signUp');
  user.status = 'CONFIRMED';
  user.modifiedAt = service.now();
  const source = 'PostConfirmation_ConfirmSignUp';
  const { ClientMetadata: clientMetadata } = input;
  await runPostConfirmation({ source, user, clientId: undefined, clientMetadata }, pool, service);
  return {};
});

/** A user with all attributes. */
export const adminGetUser = signedOperation(UserInput, (input, service) => {
  const { user } = findUser(input, service);
  const { Attributes, ...rest } = describeUser(user);
  return { ...rest, UserAttributes: Attributes, ...user.mfaPreference };
});

/** What a user can sign in with. */
export const adminGetUserAuthFactors = signedOperation(UserInput, (input, service) => {
  const { user, pool } = findUser(input, service);
  return describeFactors(user, pool);
});

/** Deletes a user. */
export const adminDeleteUser = signedOperation(UserInput, (input, service) => {
  const { user, pool } = findUser(input, service);
  pool.users.remove(user);
  return {};
});

/** Ends all sign-ins of a user, on all devices. */
export const adminUserGlobalSignOut = signedOperation(UserInput, (input, service) => {
  findUser(input, service).user.endSignIns();
  return {};
});

/** Disables a user: ends all sign-ins and allows no new one. */
export const adminDisableUser = signedOperation(UserInput, (input, service) => setEnabled(input, service, false));

/** Enables a disabled user. */
export const adminEnableUser = signedOperation(UserInput, (input, service) => setEnabled(input, service, true));

const CreateInput = z.extend(UserInput, {
  UserAttributes: z.optional(shapes.attributes),
  TemporaryPassword: z.optional(shapes.passwordOrNone),
  MessageAction: z.optional(z.enum(['RESEND', 'SUPPRESS'])),
  DesiredDeliveryMediums: z.optional(z.array(z.enum(['SMS', 'EMAIL']))),
  ForceAliasCreation: z.optional(shapes.flag),
  ValidationData: z.optional(shapes.attributes),
  ClientMetadata: z.optional(shapes.map),
});

type CreateInput = z.infer<typeof CreateInput>;

/** Invites a user with a temporary password, or resends the invitation; or creates a user who signs in with codes from e-mails. */
export const adminCreateUser = signedOperation(CreateInput, async (input, service) => {
  const pool = service.pool(input.UserPoolId);
  const { passwordPolicy } = pool.settings;
  if (isPasswordless(input, pool)) return createPasswordlessUser(input, service);
  const password = input.TemporaryPassword || temporaryPassword(passwordPolicy, service.random);
  assertPasswordPolicy(password, passwordPolicy, 'invitation');
  const createOrFind = input.MessageAction === 'RESEND' ? renewInvitation : createInvitedUser;
  const user = await createOrFind(input, password, service);
  setTemporaryPasswordExpiry(user, pool, service);
  if (input.MessageAction !== 'SUPPRESS') await sendInvitation({ user, password, input }, service);
  return { User: describeUser(user) };
});

/** A user as ListUsers returns it. Dates are in seconds. */
export function describeUser(user: User) {
  return {
    Username: user.username,
    Attributes: attributeList(user),
    UserCreateDate: user.createdAt / 1_000,
    UserLastModifiedDate: user.modifiedAt / 1_000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** Cognito generates no password where users can sign in without one. Source: `TemporaryPassword` in the API reference. */
function isPasswordless(input: CreateInput, { settings }: UserPool): boolean {
  return settings.allowsEmailCode && !input.TemporaryPassword && input.MessageAction !== 'RESEND';
}

/** AWS documents neither the status of such a user nor the e-mail: an invitation contains a temporary password. */
async function createPasswordlessUser(input: CreateInput, service: CognitoService): Promise<object> {
  const user = await createUser(input, { password: undefined, status: 'CONFIRMED' }, service);
  if (input.MessageAction !== 'SUPPRESS') {
    service.log('AdminCreateUser sent no invitation: the user has no password and signs in with codes from e-mails');
  }
  return { User: describeUser(user) };
}

function createInvitedUser(input: CreateInput, password: string, service: CognitoService): Promise<User> {
  return createUser(input, { password, status: 'FORCE_CHANGE_PASSWORD' }, service);
}

async function createUser(
  input: CreateInput,
  access: Pick<NewAccount, 'password' | 'status'>,
  service: CognitoService,
): Promise<User> {
  const pool = service.pool(input.UserPoolId);
  const given = attributeMap(input.UserAttributes);
  const attributes = accountAttributes(input.Username, given, pool);
  assertUsernameAvailable(input.Username, pool);
  assertDeliverable(input, attributes.get('email'));
  const account = { username: input.Username, sub: uuid(service.random), attributes, ...access };
  const request = {
    source: 'PreSignUp_AdminCreateUser',
    username: internalUsername(account, pool),
    attributes: given,
    clientId: undefined,
    validationData: input.ValidationData && Object.fromEntries(attributeMap(input.ValidationData)),
    clientMetadata: input.ClientMetadata,
  } as const;
  await runPreSignUp(request, pool, service);
  // A concurrent request may have created the user.
  assertUsernameAvailable(input.Username, pool);
  // ForceAliasCreation is ignored for an unverified address, which is no alias.
  if (attributes.get('email_verified') === 'true') {
    claimEmailAlias({ email: attributes.get('email') }, pool, input.ForceAliasCreation ?? false);
  }
  return createAccount(account, pool, service);
}

function assertUsernameAvailable(username: string, { users, settings }: UserPool): void {
  if (users.find(username) === undefined) return;
  const message = settings.emailAsUsername
    ? 'An account with the given email already exists.'
    : 'User account already exists';
  throw new CognitoException('UsernameExistsException', message);
}

function renewInvitation(input: CreateInput, password: string, service: CognitoService): User {
  const { user, pool } = findUser(input, service);
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    const message = 'Resend not possible. User status is not FORCE_CHANGE_PASSWORD';
    throw new CognitoException('UnsupportedUserStateException', message);
  }
  assertDeliverable(input, user.email);
  const owner = { poolId: pool.id, userId: user.username };
  user.credentials = [createCredential(password, owner, service.random)];
  user.modifiedAt = service.now();
  return user;
}

const wantsEmail = ({ DesiredDeliveryMediums }: CreateInput) => DesiredDeliveryMediums?.includes('EMAIL');

function assertDeliverable(input: CreateInput, email: string | undefined): void {
  if (input.MessageAction !== 'SUPPRESS' && wantsEmail(input) && email === undefined) {
    throw invalidParameter('The user has no email attribute to deliver the invitation to.');
  }
}

interface Invitation {
  readonly user: User;
  readonly password: string;
  readonly input: CreateInput;
}

async function sendInvitation({ user, password, input }: Invitation, service: CognitoService): Promise<void> {
  if (!wantsEmail(input)) {
    service.log('AdminCreateUser sent no invitation: DesiredDeliveryMediums does not contain EMAIL (default: SMS)');
    return;
  }
  if (user.email === undefined) return;
  const pool = service.pool(input.UserPoolId);
  const message = { source: 'CustomMessage_AdminCreateUser', user, clientId: undefined } as const;
  user.codes.invite(password, user.temporaryUntil);
  const values = { to: user.email, code: password, username: input.Username, purpose: 'invitation' } as const;
  await sendMessage({ ...message, ...values }, pool.settings.invitation, pool, service);
}

/**
 * The user and its pool. An administrator may also give the user's `sub`, in every pool. Source: `Username` in the API
 * reference of AdminGetUser. Throws ResourceNotFoundException or UserNotFoundException if one of them does not exist.
 */
export function findUser(input: UserInput, service: CognitoService): { user: User; pool: UserPool } {
  const pool = service.pool(input.UserPoolId);
  const user = pool.users.find(input.Username) ?? pool.users.findBySub(input.Username);
  if (user === undefined) throw userNotFound();
  return { user, pool };
}

function setEnabled(input: UserInput, service: CognitoService, enabled: boolean): object {
  const { user } = findUser(input, service);
  user.enabled = enabled;
  user.modifiedAt = service.now();
  if (!enabled) user.endSignIns();
  return {};
}
