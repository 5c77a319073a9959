import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { sendEmail } from '../emails/send-email';
import { CognitoException, invalidParameter, userNotFound } from '../exceptions';
import { createCredential } from '../passwords/credentials';
import { refuseWeakPassword, temporaryPassword } from '../passwords/password-policy';
import { limitTemporaryPassword } from '../passwords/passwords';
import type { UserPool } from '../user-pool';
import { admissibleAttributes, attributeList, attributeMap, openAccount } from '../users/accounts';
import type { User } from '../users/user';
import { shapes } from './input';
import { signed } from './operation';
import { refuseConfirmed } from './sign-up';

/** Any SigV4 signature is taken for an administrator's: credentials of this machine mean nothing here. */
export const UserInput = z.object({ UserPoolId: shapes.poolId, Username: shapes.username });

/** Confirms an account without a code. Its address stays unverified. */
export const adminConfirmSignUp = signed(UserInput, (input, service) => {
  const { user } = findUser(input, service);
  refuseConfirmed(user);
  user.status = 'CONFIRMED';
  user.modifiedAt = service.now();
  return {};
});

/** Everything there is to say of a user. */
export const adminGetUser = signed(UserInput, (input, service) => {
  const { user } = findUser(input, service);
  const { Attributes, ...rest } = describeUser(user);
  return { ...rest, UserAttributes: Attributes, ...user.secondFactor.preference };
});

/** Closes the account for good. */
export const adminDeleteUser = signed(UserInput, (input, service) => {
  const { user, pool } = findUser(input, service);
  pool.users.remove(user);
  return {};
});

/** Ends every sign-in of the user, on all devices. */
export const adminUserGlobalSignOut = signed(UserInput, (input, service) => {
  findUser(input, service).user.endSignIns();
  return {};
});

/** Keeps the account and shuts its owner out, at once. */
export const adminDisableUser = signed(UserInput, (input, service) => setEnabled(input, service, false));

/** Lets the owner sign in again. */
export const adminEnableUser = signed(UserInput, (input, service) => setEnabled(input, service, true));

const CreateInput = z.extend(UserInput, {
  UserAttributes: z.optional(shapes.attributes),
  TemporaryPassword: z.optional(shapes.password),
  MessageAction: z.optional(z.enum(['RESEND', 'SUPPRESS'])),
  DesiredDeliveryMediums: z.optional(z.array(z.enum(['SMS', 'EMAIL']))),
});

type CreateInput = z.infer<typeof CreateInput>;

/** Invites a user with a temporary password, or invites once more. */
export const adminCreateUser = signed(CreateInput, (input, service) => {
  const pool = service.pool(input.UserPoolId);
  const { passwordPolicy } = pool.settings;
  const password = input.TemporaryPassword || temporaryPassword(passwordPolicy, service.random);
  refuseWeakPassword(password, passwordPolicy);
  const invite = input.MessageAction === 'RESEND' ? inviteAgain : inviteNew;
  const user = invite(input, password, { pool, service });
  limitTemporaryPassword(user, pool, service);
  if (input.MessageAction !== 'SUPPRESS') mailInvitation(user, password, { input, pool, service });
  return { User: describeUser(user) };
});

/** A user as ListUsers shows one. Dates are in seconds. */
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

function inviteNew(input: CreateInput, password: string, { pool, service }: Place): User {
  const { emailAsUsername, emailAlias } = pool.settings;
  const attributes = admissibleAttributes(input.Username, attributeMap(input.UserAttributes), pool);
  if (pool.users.find(input.Username) !== undefined) {
    throw usernameExists(
      emailAsUsername ? 'An account with the given email already exists.' : 'User account already exists',
    );
  }
  const email = attributes.get('email_verified') === 'true' ? attributes.get('email') : undefined;
  if (emailAlias && email !== undefined && pool.users.ownerOfEmail(email) !== undefined) {
    throw usernameExists('An account with the email already exists.');
  }
  refuseUndeliverable(input, attributes.get('email'));
  const application = { username: input.Username, password, attributes };
  return openAccount({ ...application, status: 'FORCE_CHANGE_PASSWORD' }, pool, service);
}

function inviteAgain(input: CreateInput, password: string, { pool, service }: Place): User {
  const { user } = findUser(input, service);
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    const message = 'Resend not possible. User status is not FORCE_CHANGE_PASSWORD';
    throw new CognitoException('UnsupportedUserStateException', message);
  }
  refuseUndeliverable(input, user.email);
  const owner = { poolId: pool.id, userId: user.username };
  user.credentials = [createCredential(password, owner, service.random)];
  user.modifiedAt = service.now();
  return user;
}

interface Place {
  readonly pool: UserPool;
  readonly service: CognitoService;
}

const wantsEmail = ({ DesiredDeliveryMediums }: CreateInput) => DesiredDeliveryMediums?.includes('EMAIL');

function refuseUndeliverable(input: CreateInput, email: string | undefined): void {
  if (input.MessageAction !== 'SUPPRESS' && wantsEmail(input) && email === undefined) {
    throw invalidParameter('The user has no email attribute to deliver the invitation to.');
  }
}

function mailInvitation(user: User, code: string, { input, pool, service }: Place & { input: CreateInput }): void {
  if (!wantsEmail(input)) {
    service.log('AdminCreateUser sent no invitation: it goes by SMS unless DesiredDeliveryMediums has EMAIL');
    return;
  }
  if (user.email === undefined) return;
  const { subject, text } = pool.settings.invitation;
  const named = { subject, text: text.replaceAll('{username}', () => input.Username) };
  sendEmail({ to: user.email, code, username: input.Username }, named, service);
}

/** The named user and the pool they are in, or the exception that says which of the two does not exist. */
export function findUser(input: z.infer<typeof UserInput>, service: CognitoService): { user: User; pool: UserPool } {
  const pool = service.pool(input.UserPoolId);
  const user = pool.users.find(input.Username);
  if (user === undefined) throw userNotFound();
  return { user, pool };
}

function setEnabled(input: z.infer<typeof UserInput>, service: CognitoService, enabled: boolean): object {
  const { user } = findUser(input, service);
  user.enabled = enabled;
  user.modifiedAt = service.now();
  if (!enabled) user.endSignIns();
  return {};
}

const usernameExists = (message: string) => new CognitoException('UsernameExistsException', message);
