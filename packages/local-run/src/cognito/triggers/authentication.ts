import type { Context } from '../context';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { anyResponse, runTrigger } from './run-trigger';
import { optional, type StringMap, userAttributesOf } from './user-attributes';

/** A sign-in that is about to be checked. */
export interface PreAuthenticationRequest {
  /** Undefined if the user does not exist. */
  readonly user: User | undefined;
  /** The name that the client gave. */
  readonly username: string;
  readonly clientId: string;
  /** ClientMetadata of InitiateAuth. */
  readonly validationData?: StringMap | undefined;
}

/**
 * PreAuthentication: may refuse a sign-in before the password is checked. For a user who does not exist it runs only if the client
 * prevents user existence errors. Source: "Pre authentication Lambda trigger" in the Cognito developer guide.
 */
export async function runPreAuthentication(
  { user, username, clientId, validationData }: PreAuthenticationRequest,
  pool: UserPool,
  context: Context,
): Promise<void> {
  const conceals = pool.clients.get(clientId)?.settings.preventsExistenceErrors ?? false;
  if (user === undefined && !conceals) return;
  const request = {
    userAttributes: user === undefined ? {} : userAttributesOf(user, pool),
    ...optional('validationData', validationData),
    ...(conceals && { userNotFound: user === undefined }),
  };
  const source = 'PreAuthentication_Authentication';
  const userName = user?.username ?? username;
  await runTrigger(
    { trigger: 'PreAuthentication', source, username: userName, clientId, request, response: {}, schema: anyResponse },
    pool,
    context,
  );
}

/** A user who has passed every challenge. */
export interface PostAuthenticationRequest {
  readonly user: User;
  readonly clientId: string;
  readonly clientMetadata?: StringMap | undefined;
}

/** PostAuthentication: runs before the tokens are issued. If it fails, the sign-in fails. */
export async function runPostAuthentication(
  { user, clientId, clientMetadata }: PostAuthenticationRequest,
  pool: UserPool,
  context: Context,
): Promise<void> {
  const request = {
    userAttributes: userAttributesOf(user, pool),
    // Devices are not remembered here.
    newDeviceUsed: false,
    ...optional('clientMetadata', clientMetadata),
  };
  const source = 'PostAuthentication_Authentication';
  const { username } = user;
  await runTrigger(
    { trigger: 'PostAuthentication', source, username, clientId, request, response: {}, schema: anyResponse },
    pool,
    context,
  );
}
