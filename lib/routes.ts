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

type RouteSettings = Pick<StageSettings, 'identityPool' | 'selfSignUp' | 'mfa'>;

/** Settings with which all routes exist. */
export const allRoutes: RouteSettings = { identityPool: true, selfSignUp: true, mfa: 'optional' };

/** The routes of a stage. A route needs an ID token unless its row says `auth`. */
export function routesFor(
  signInWith: SignInWith,
  { identityPool = false, selfSignUp = true, mfa = 'optional' }: Partial<RouteSettings> = {},
): readonly Route[] {
  // biome-ignore format: a table, one row per route
  return [
    ...when(selfSignUp, { name: 'sign-up', method: 'POST', path: '/sign-up', auth: 'open', rateLimit: 5, request: SignUpRequest[signInWith], calls: ['SignUp'] }),
    ...when(selfSignUp, { name: 'confirm', method: 'POST', path: '/confirm', auth: 'open', rateLimit: 20, request: ConfirmRequest, calls: ['ConfirmSignUp'], followUpCalls: ['InitiateAuth', 'RevokeToken'], problems: ['password_reset_required'] }),
    ...when(selfSignUp, { name: 'resend-code', method: 'POST', path: '/resend-code', auth: 'open', rateLimit: 5, request: SendCodeRequest, calls: ['ResendConfirmationCode'] }),
    { name: 'sign-in', method: 'POST', path: '/sign-in', auth: 'open', rateLimit: 40, request: SignInRequest, calls: ['InitiateAuth'] },
    { name: 'challenge', method: 'POST', path: '/challenge', auth: 'open', rateLimit: 15, request: ChallengeRequest, calls: ['RespondToAuthChallenge'] },
    { name: 'refresh', method: 'POST', path: '/refresh', auth: 'open', request: RefreshTokenRequest, calls: ['GetTokensFromRefreshToken'] },
    { name: 'sign-out', method: 'POST', path: '/sign-out', auth: 'open', request: RefreshTokenRequest, calls: ['RevokeToken'] },
    { name: 'forgot-password', method: 'POST', path: '/forgot-password', auth: 'open', rateLimit: 5, request: SendCodeRequest, calls: ['ForgotPassword'] },
    { name: 'reset-password', method: 'POST', path: '/reset-password', auth: 'open', rateLimit: 5, request: ResetPasswordRequest, calls: ['ConfirmForgotPassword'], followUpCalls: ['InitiateAuth', 'GlobalSignOut'] },

    { name: 'me', method: 'GET', path: '/me', auth: 'access-token', calls: ['GetUser'] },
    { name: 'change-password', method: 'POST', path: '/change-password', auth: 'access-token', rateLimit: 5, request: ChangePasswordRequest, calls: ['ChangePassword', 'GetUser'], followUpCalls: ['GlobalSignOut'] },
    ...when(mfa !== 'off', { name: 'create-totp-key', method: 'POST', path: '/mfa/totp', auth: 'access-token', rateLimit: 4, calls: ['GetUser', 'AssociateSoftwareToken'] }),
    ...when(mfa !== 'off', { name: 'enable-totp', method: 'PUT', path: '/mfa/totp', auth: 'access-token', rateLimit: 4, request: TotpRequest, calls: ['VerifySoftwareToken', 'SetUserMFAPreference'] }),
    ...when(mfa !== 'off', { name: 'disable-totp', method: 'DELETE', path: '/mfa/totp', auth: 'access-token', rateLimit: 4, calls: ['SetUserMFAPreference'] }),
    { name: 'sign-out-everywhere', method: 'POST', path: '/sign-out-everywhere', auth: 'access-token', rateLimit: 4, calls: ['GlobalSignOut'] },
    { name: 'delete-me', method: 'DELETE', path: '/me', auth: 'access-token', rateLimit: 4, calls: ['DeleteUser'] },

    { name: 'hello', method: 'GET', path: '/hello', auth: 'open' },
    { name: 'secret', method: 'GET', path: '/secret' },
    { name: 'admin', method: 'GET', path: '/admin', group: 'admins' },
    ...when(identityPool, { name: 'private', method: 'GET', path: '/private', auth: 'iam' }),
  ];
}

/** The row, if the setting that it needs is on. */
function when(isOn: boolean, row: Route): readonly Route[] {
  return isOn ? [row] : [];
}
