import { optionalVariable, readEnvironment } from '../contract/environment';
import { Problem } from '../contract/problems';
import { parseProfileAttributes, profileField } from '../contract/profile';
import type { Account, Challenge, Tokens } from '../contract/replies';
import { type CallOptions, callCognito, client, deadline, emailMetadata, followUp } from './client';
import {
  ConfirmSignUpCommand,
  DeleteUserCommand,
  GetUserAuthFactorsCommand,
  GetUserCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from './cognito-sdk';
import { signIn, signInAfterConfirmation, signOut } from './sessions';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment();
const profileAttributes = parseProfileAttributes(optionalVariable('PROFILE_ATTRIBUTES'));

/** The data of a new account. Without a password, its user signs in with codes by e-mail. */
export interface NewAccount {
  readonly username: string;
  readonly password?: string | undefined;
  /** By Cognito's names. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The language of the e-mail; undefined for the default. */
  readonly language?: string | undefined;
}

/** Creates an account; Cognito sends a code to its `email`. In e-mail mode, succeeds for a registered address too. */
export async function signUp({ username, password, attributes, language }: NewAccount): Promise<void> {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const account = { Username: username, Password: password, UserAttributes };
  const command = new SignUpCommand({ ClientId, ...account, ...emailMetadata(language) });
  await callCognito('SignUp', (options) => client.send(command, options), { login: username });
}

/** The tokens, or a challenge to answer before they are issued. */
type SignIn = Tokens | Challenge;

interface Confirmation {
  readonly username: string;
  readonly code: string;
  readonly password?: string | undefined;
  /**
   * Whether to sign in afterwards, with the password or, without one, with the session of the confirmation.
   * @default false
   */
  readonly signIn?: boolean | undefined;
}

/**
 * Confirms an account with the code that was sent to its address. With the password that its owner signed up with, throws
 * `password_reset_required` if the account has another one: then another person registered the address first, and knows the
 * account's password. The account is confirmed all the same. docs/security.md: account pre-hijacking.
 * With `signIn` and without a password, it throws the same if the account has a password. A challenge means that it has one:
 * where a second factor is required, every account is created with a password.
 *
 * Returns undefined without `signIn`, if the app client does not offer it, and if it fails, which is logged.
 */
export async function confirmSignUp({
  username,
  code,
  password,
  signIn = false,
}: Confirmation): Promise<SignIn | undefined> {
  const options = { login: username, abortSignal: deadline() };
  const command = new ConfirmSignUpCommand({ ClientId, Username: username, ConfirmationCode: code });
  const output = await callCognito('ConfirmSignUp', (sendOptions) => client.send(command, sendOptions), options);
  if (password !== undefined) {
    const signedIn = await signInToCheck(username, password, { ...options, keepsSession: signIn });
    return signIn ? signedIn : undefined;
  }
  const session = output?.Session;
  if (!signIn || !session) return undefined;
  let signedIn: SignIn | undefined;
  let isOfAnotherPerson = false;
  await followUp('not_signed_in', async () => {
    const result = await signInAfterConfirmation(username, session, options);
    isOfAnotherPerson = !('accessToken' in result) || (await hasPassword(result.accessToken, options));
    if (!isOfAnotherPerson) signedIn = result;
    else if ('refreshToken' in result) await signOut(result.refreshToken, options);
  });
  if (isOfAnotherPerson) {
    throw new Problem('password_reset_required', { cause: 'GetUserAuthFactors: the request has no password' });
  }
  return signedIn;
}

/** Whether the account of the token's user has a password. */
async function hasPassword(accessToken: string, options: CallOptions): Promise<boolean> {
  const command = new GetUserAuthFactorsCommand({ AccessToken: accessToken });
  const output = await callCognito('GetUserAuthFactors', (sendOptions) => client.send(command, sendOptions), options);
  return output?.ConfiguredUserAuthFactors?.includes('PASSWORD') ?? false;
}

/**
 * Signs in to check the password. Ends that session, unless it is the one that the caller has asked for: Cognito accepts the session of
 * the confirmation for the first sign-in only, which this is. A failure other than a wrong password is logged.
 */
async function signInToCheck(
  username: string,
  password: string,
  { keepsSession, ...options }: CallOptions & { readonly keepsSession: boolean },
): Promise<SignIn | undefined> {
  let signedIn: SignIn | undefined;
  let isWrong = false;
  await followUp('password_not_checked', async () => {
    signedIn = await signIn(username, password, options).catch((error) => {
      isWrong = error instanceof Problem && error.code === 'invalid_credentials';
      if (isWrong) return undefined;
      throw error;
    });
    if (!keepsSession && signedIn && 'refreshToken' in signedIn) await signOut(signedIn.refreshToken, options);
  });
  if (isWrong) throw new Problem('password_reset_required', { cause: 'InitiateAuth: another password' });
  return signedIn;
}

/** Sends a new code to an unconfirmed account. Succeeds whether or not the account exists. */
export async function resendCode(username: string, language: string | undefined): Promise<void> {
  const command = new ResendConfirmationCodeCommand({ ClientId, Username: username, ...emailMetadata(language) });
  await callCognito('ResendConfirmationCode', (options) => client.send(command, options), { login: username });
}

/** The account of the token's user, without its `sub`. Unlike API Gateway, Cognito refuses a revoked token. */
export async function readUser(accessToken: string, options: CallOptions = {}): Promise<Omit<Account, 'sub'>> {
  return (await getUser(accessToken, options)).account;
}

/** The same. Throws `no_password` for a user whom a sign-in with an identity provider created. */
export async function readUserWithPassword(accessToken: string, options: CallOptions): Promise<Omit<Account, 'sub'>> {
  const { account, identities } = await getUser(accessToken, options);
  const hasPassword = identities.every(({ primary }) => String(primary) !== 'true');
  if (!hasPassword) throw new Problem('no_password', { cause: 'GetUser: a user of an identity provider' });
  return account;
}

/** An entry of Cognito's attribute `identities`. `primary`: the user was created for it, and not linked to it. */
interface Identity {
  readonly providerName: string;
  readonly primary?: boolean | string;
}

async function getUser(accessToken: string, options: CallOptions) {
  const command = new GetUserCommand({ AccessToken: accessToken });
  const output = await callCognito('GetUser', (sendOptions) => client.send(command, sendOptions), options);
  if (!output?.Username) throw new Problem('upstream_unavailable', { cause: 'GetUser: no account' });
  const attributes = new Map(output.UserAttributes?.map(({ Name, Value }) => [Name, Value]));
  const identities: readonly Identity[] = JSON.parse(attributes.get('identities') || '[]');
  const account = {
    username: output.Username,
    email: attributes.get('email'),
    emailVerified: attributes.get('email_verified') === 'true',
    totp: output.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA') ?? false,
    ...(identities.length > 0 && { providers: [...new Set(identities.map(({ providerName }) => providerName))] }),
    ...(profileAttributes.length > 0 && { profile: profileIn(attributes) }),
  };
  return { account, identities };
}

function profileIn(attributes: ReadonlyMap<string | undefined, string | undefined>): Record<string, string> {
  const values = profileAttributes.map((name) => [profileField(name), attributes.get(name)] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** Changes profile attributes of the token's user, by their names in the API. An empty value removes one. */
export async function updateProfile(accessToken: string, profile: Readonly<Record<string, unknown>>): Promise<void> {
  const changes = profileAttributes.flatMap((Name) => {
    const Value = profile[profileField(Name)];
    return typeof Value === 'string' ? [{ Name, Value }] : [];
  });
  if (changes.length === 0) return;
  const command = new UpdateUserAttributesCommand({ AccessToken: accessToken, UserAttributes: changes });
  await callCognito('UpdateUserAttributes', (options) => client.send(command, options));
}

/**
 * Sends a code to a new e-mail address of the token's user, who signs in with the old one until `confirmEmail` succeeds.
 * Succeeds whether or not another account has the address.
 */
export async function changeEmail(accessToken: string, email: string, language: string | undefined): Promise<void> {
  const UserAttributes = [{ Name: 'email', Value: email }];
  const parameters = { AccessToken: accessToken, UserAttributes, ...emailMetadata(language) };
  const command = new UpdateUserAttributesCommand(parameters);
  await callCognito('UpdateUserAttributes', (options) => client.send(command, options));
}

/** Replaces the e-mail address with the one that the code was sent to. */
export async function confirmEmail(accessToken: string, code: string): Promise<void> {
  const command = new VerifyUserAttributeCommand({ AccessToken: accessToken, AttributeName: 'email', Code: code });
  await callCognito('VerifyUserAttribute', (options) => client.send(command, options));
}

/** Deletes the account of the token's user. This cannot be undone. */
export async function deleteAccount(accessToken: string): Promise<void> {
  const command = new DeleteUserCommand({ AccessToken: accessToken });
  await callCognito('DeleteUser', (options) => client.send(command, options));
}
