import type { SignIn } from '../sign-in/sign-in';
import type { BrowserSession } from './browser-session';

/** A code that the sign-in page issued and the token endpoint exchanges. It is stored under its hash. */
export interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE `code_challenge`. */
  readonly challenge: string;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly session: BrowserSession;
  readonly expiresAt: number;
  /** Set by the first attempt, successful or not. */
  used: boolean;
  /** The sign-in that a successful first attempt created. A second attempt revokes it. */
  signIn?: SignIn;
}
