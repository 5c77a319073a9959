import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { sendEmail } from '../emails/send-email';
import { CognitoException, invalidParameter, userNotFound } from '../exceptions';
import { createCredential } from '../passwords/credentials';
import { assertPasswordPolicy, temporaryPassword } from '../passwords/password-policy';
import { setTemporaryPasswordExpiry } from '../passwords/passwords';
import type { UserPool } from '../user-pool';
import {
  accountAttributes,
  attributeList,
  attributeMap,
  claimEmailAlias,
  createAccount,
  type NewAccount,
} from '../users/accounts';
import { assertUnconfirmed, type User } from '../users/user';
import { describeFactors } from './account';
import { shapes } from './input';
import { signedOperation } from './operation';

/** Input of an operation on one user. */
export const UserInput = z.object({ UserPoolId: shapes.poolId, Username: shapes.username });

type UserInput = z.infer<typeof UserInput>;

/** Confirms an account without a code. Its e-mail address stays unverified. */
export const adminConfirmSignUp = signedOperation(UserInput, (input, service) => {
  const { user } = findUser(input, service);
  assertUnconfirmed(user);
  user.status = 'CONFIRMED';
  user.modifiedAt = service.now();
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
});

type CreateInput = z.infer<typeof CreateInput>;

/** Invites a user with a temporary password, or resends the invitation; or creates a user who signs in with codes from e-mails. */
export const adminCreateUser = signedOperation(CreateInput, (input, service) => {
  const pool = service.pool(input.UserPoolId);
  const { passwordPolicy } = pool.settings;
  if (isPasswordless(input, pool)) return createPasswordlessUser(input, service);
  const password = input.TemporaryPassword || temporaryPassword(passwordPolicy, service.random);
  assertPasswordPolicy(password, passwordPolicy, 'invitation');
  const createOrFind = input.MessageAction === 'RESEND' ? renewInvitation : createInvitedUser;
  const user = createOrFind(input, password, service);
  setTemporaryPasswordExpiry(user, pool, service);
  if (input.MessageAction !== 'SUPPRESS') sendInvitation({ user, password, input }, service);
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
function createPasswordlessUser(input: CreateInput, service: CognitoService): object {
  const user = createUser(input, { password: undefined, status: 'CONFIRMED' }, service);
  if (input.MessageAction !== 'SUPPRESS') {
    service.log('AdminCreateUser sent no invitation: the user has no password and signs in with codes from e-mails');
  }
  return { User: describeUser(user) };
}

function createInvitedUser(input: CreateInput, password: string, service: CognitoService): User {
  return createUser(input, { password, status: 'FORCE_CHANGE_PASSWORD' }, service);
}

function createUser(
  input: CreateInput,
  access: Pick<NewAccount, 'password' | 'status'>,
  service: CognitoService,
): User {
  const pool = service.pool(input.UserPoolId);
  const { emailAsUsername } = pool.settings;
  const attributes = accountAttributes(input.Username, attributeMap(input.UserAttributes), pool);
  if (pool.users.find(input.Username) !== undefined) {
    const message = emailAsUsername ? 'An account with the given email already exists.' : 'User account already exists';
    throw new CognitoException('UsernameExistsException', message);
  }
  assertDeliverable(input, attributes.get('email'));
  // ForceAliasCreation is ignored for an unverified address, which is no alias.
  if (attributes.get('email_verified') === 'true') {
    claimEmailAlias({ email: attributes.get('email') }, pool, input.ForceAliasCreation ?? false);
  }
  return createAccount({ username: input.Username, attributes, ...access }, pool, service);
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

function sendInvitation({ user, password, input }: Invitation, service: CognitoService): void {
  if (!wantsEmail(input)) {
    service.log('AdminCreateUser sent no invitation: DesiredDeliveryMediums does not contain EMAIL (default: SMS)');
    return;
  }
  if (user.email === undefined) return;
  const { subject, text } = service.pool(input.UserPoolId).settings.invitation;
  const template = { subject, text: text.replaceAll('{username}', () => input.Username) };
  sendEmail({ to: user.email, code: password, username: input.Username }, template, service);
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
