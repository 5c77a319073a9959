import type { Context } from '../context';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { anyResponse, runTrigger } from './run-trigger';
import { optional, type StringMap, userAttributesOf } from './user-attributes';

/** A user who has confirmed the account, or set a new password with a code. */
export interface PostConfirmationRequest {
  readonly source: 'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword';
  readonly user: User;
  /** Undefined for AdminConfirmSignUp. */
  readonly clientId: string | undefined;
  readonly clientMetadata?: StringMap | undefined;
}

/** PostConfirmation: runs when the account is confirmed already. If it fails, the operation fails, but the account stays confirmed. */
export async function runPostConfirmation(
  { source, user, clientId, clientMetadata }: PostConfirmationRequest,
  pool: UserPool,
  context: Context,
): Promise<void> {
  const request = { userAttributes: userAttributesOf(user, pool), ...optional('clientMetadata', clientMetadata) };
  const { username } = user;
  await runTrigger(
    { trigger: 'PostConfirmation', source, username, clientId, request, response: {}, schema: anyResponse },
    pool,
    context,
  );
}
