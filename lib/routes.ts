import type { ZodMiniType } from 'zod/mini';
import type { SignInWith } from '../lambda/contract/environment';
import {
  ChallengeRequest,
  ChangePasswordRequest,
  ConfirmRequest,
  RefreshTokenRequest,
  ResetPasswordRequest,
  SendCodeRequest,
  SignInRequest,
  SignUpRequest,
  TotpRequest,
} from '../lambda/contract/requests';
import type { StageSettings } from './stages/stage-config';

/** The groups of users that a route may be for, each with what its members are there for. */
export const groups = {
  admins: 'Run the product, and may call GET /admin',
} as const;
export type Group = keyof typeof groups;

/** One route of the API. */
export type Route = RouteOfAnyGuard & GuardAndGroup;

interface RouteOfAnyGuard {
  /** Names the handler: `sign-up` is lambda/sign-up.ts, and SignUp in the stack. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: `/${string}`;
  /**
   * Requests a second that API Gateway lets through, from all callers together; the stage's `requestsPerSecond` if left
   * out. Lower where a route guesses, or makes Cognito send or write something.
   */
  readonly perSecond?: number;
  /** What the body must look like; a route without one takes no body. */
  readonly request?: ZodMiniType;
}

/**
 * Who may call. Without a guard, the holder of an ID token, which says who they are; if a group is named, only one of
 * its members. `access-token` takes that other token, with which they manage their own account; `iam` takes what is signed
 * with AWS credentials that may call it; `open` lets anybody in.
 */
type GuardAndGroup =
  | { readonly guard?: undefined; readonly group?: Group }
  | { readonly guard: 'open' | 'access-token' | 'iam'; readonly group?: undefined };

/** The whole API. A route is guarded unless it says open; one that takes signatures is there where users get credentials. */
export function routesFor(
  signInWith: SignInWith,
  { identityPool }: Pick<StageSettings, 'identityPool'> = { identityPool: false },
): readonly Route[] {
  // biome-ignore format: a table, one row a route
  return [
    { name: 'sign-up', method: 'POST', path: '/sign-up', guard: 'open', perSecond: 5, request: SignUpRequest[signInWith] },
    { name: 'confirm', method: 'POST', path: '/confirm', guard: 'open', perSecond: 20, request: ConfirmRequest },
    { name: 'resend-code', method: 'POST', path: '/resend-code', guard: 'open', perSecond: 5, request: SendCodeRequest },
    { name: 'sign-in', method: 'POST', path: '/sign-in', guard: 'open', perSecond: 40, request: SignInRequest },
    { name: 'challenge', method: 'POST', path: '/challenge', guard: 'open', perSecond: 40, request: ChallengeRequest },
    { name: 'refresh', method: 'POST', path: '/refresh', guard: 'open', request: RefreshTokenRequest },
    { name: 'sign-out', method: 'POST', path: '/sign-out', guard: 'open', request: RefreshTokenRequest },
    { name: 'forgot-password', method: 'POST', path: '/forgot-password', guard: 'open', perSecond: 5, request: SendCodeRequest },
    { name: 'reset-password', method: 'POST', path: '/reset-password', guard: 'open', perSecond: 10, request: ResetPasswordRequest },

    { name: 'me', method: 'GET', path: '/me', guard: 'access-token' },
    { name: 'change-password', method: 'POST', path: '/change-password', guard: 'access-token', perSecond: 10, request: ChangePasswordRequest },
    { name: 'create-totp-key', method: 'POST', path: '/mfa/totp', guard: 'access-token', perSecond: 4 },
    { name: 'turn-on-totp', method: 'PUT', path: '/mfa/totp', guard: 'access-token', perSecond: 4, request: TotpRequest },
    { name: 'turn-off-totp', method: 'DELETE', path: '/mfa/totp', guard: 'access-token', perSecond: 4 },
    { name: 'sign-out-everywhere', method: 'POST', path: '/sign-out-everywhere', guard: 'access-token', perSecond: 4 },
    { name: 'delete-me', method: 'DELETE', path: '/me', guard: 'access-token', perSecond: 4 },

    { name: 'hello', method: 'GET', path: '/hello', guard: 'open' },
    { name: 'secret', method: 'GET', path: '/secret' },
    { name: 'admin', method: 'GET', path: '/admin', group: 'admins' },
    ...(identityPool ? [{ name: 'private', method: 'GET', path: '/private', guard: 'iam' } as const] : []),
  ];
}

/** Whether any of the routes takes requests that are signed with AWS credentials. */
export function takesSignatures(routes: readonly Route[]): boolean {
  return routes.some(({ guard }) => guard === 'iam');
}
