import type { Context } from '../context';
import { uuid } from '../randomness';
import type { AppClient } from '../user-pool';
import type { User } from '../users/user';
import type { SignIn } from './sign-in';

/** What a sign-in starts with. */
interface SignInStart {
  readonly user: User;
  /**
   * When the user authenticated, in milliseconds; earlier than now for a session in a browser.
   * @default now
   */
  readonly authenticatedAt?: number;
  /**
   * What the OAuth endpoints granted.
   * @default the scope of the API, for managing one's own account
   */
  readonly scopes?: readonly string[];
}

/** Starts a sign-in for a user who has passed every challenge. */
export function startSignIn(start: SignInStart, client: AppClient, context: Context): SignIn {
  const startedAt = context.now();
  const { user, scopes, authenticatedAt = startedAt } = start;
  const { refreshTokenSeconds, accessTokenSeconds } = client.settings;
  const signIn: SignIn = {
    eventId: uuid(context.random),
    originJti: uuid(context.random),
    user,
    clientId: client.id,
    scopes,
    authenticatedAt,
    startedAt,
    // Access tokens refer to the sign-in too, and may live longer than the refresh token.
    expiresAt: startedAt + Math.max(refreshTokenSeconds, accessTokenSeconds) * 1_000,
    generation: user.signInGeneration,
    revoked: false,
  };
  user.hasSignedIn = true;
  client.pool.signIns.set(signIn.eventId, signIn, startedAt);
  return signIn;
}
