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
import type { Route } from './api/route';
import type { StageSettings } from './stages/stage-config';

/** The routes of the API. A route needs an ID token unless its row says `auth`. `/private` exists with the identity pool. */
export function routesFor(
  signInWith: SignInWith,
  { identityPool }: Pick<StageSettings, 'identityPool'> = { identityPool: false },
): readonly Route[] {
  // biome-ignore format: a table, one row per route
  return [
    { name: 'sign-up', method: 'POST', path: '/sign-up', auth: 'open', rateLimit: 5, request: SignUpRequest[signInWith], calls: ['SignUp'] },
    { name: 'confirm', method: 'POST', path: '/confirm', auth: 'open', rateLimit: 20, request: ConfirmRequest, calls: ['ConfirmSignUp'] },
    { name: 'resend-code', method: 'POST', path: '/resend-code', auth: 'open', rateLimit: 5, request: SendCodeRequest, calls: ['ResendConfirmationCode'] },
    { name: 'sign-in', method: 'POST', path: '/sign-in', auth: 'open', rateLimit: 40, request: SignInRequest, calls: ['InitiateAuth'] },
    { name: 'challenge', method: 'POST', path: '/challenge', auth: 'open', rateLimit: 40, request: ChallengeRequest, calls: ['RespondToAuthChallenge'] },
    { name: 'refresh', method: 'POST', path: '/refresh', auth: 'open', request: RefreshTokenRequest, calls: ['GetTokensFromRefreshToken'] },
    { name: 'sign-out', method: 'POST', path: '/sign-out', auth: 'open', request: RefreshTokenRequest, calls: ['RevokeToken'] },
    { name: 'forgot-password', method: 'POST', path: '/forgot-password', auth: 'open', rateLimit: 5, request: SendCodeRequest, calls: ['ForgotPassword'] },
    { name: 'reset-password', method: 'POST', path: '/reset-password', auth: 'open', rateLimit: 10, request: ResetPasswordRequest, calls: ['ConfirmForgotPassword'] },

    { name: 'me', method: 'GET', path: '/me', auth: 'access-token', calls: ['GetUser'] },
    { name: 'change-password', method: 'POST', path: '/change-password', auth: 'access-token', rateLimit: 10, request: ChangePasswordRequest, calls: ['ChangePassword', 'GetUser'] },
    { name: 'create-totp-key', method: 'POST', path: '/mfa/totp', auth: 'access-token', rateLimit: 4, calls: ['GetUser', 'AssociateSoftwareToken'] },
    { name: 'enable-totp', method: 'PUT', path: '/mfa/totp', auth: 'access-token', rateLimit: 4, request: TotpRequest, calls: ['VerifySoftwareToken', 'SetUserMFAPreference'] },
    { name: 'disable-totp', method: 'DELETE', path: '/mfa/totp', auth: 'access-token', rateLimit: 4, calls: ['SetUserMFAPreference'] },
    { name: 'sign-out-everywhere', method: 'POST', path: '/sign-out-everywhere', auth: 'access-token', rateLimit: 4, calls: ['GlobalSignOut'] },
    { name: 'delete-me', method: 'DELETE', path: '/me', auth: 'access-token', rateLimit: 4, calls: ['DeleteUser'] },

    { name: 'hello', method: 'GET', path: '/hello', auth: 'open' },
    { name: 'secret', method: 'GET', path: '/secret' },
    { name: 'admin', method: 'GET', path: '/admin', group: 'admins' },
    ...(identityPool ? [{ name: 'private', method: 'GET', path: '/private', auth: 'iam' } as const] : []),
  ];
}
