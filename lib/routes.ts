import type { SignInWith } from '../lambda/contract/environment';
import {
  ChangeEmailRequest,
  ChangePasswordRequest,
  ConfirmAndSignInRequest,
  ConfirmEmailRequest,
  ConfirmRequest,
  challengeRequest,
  FinishMfaSetupRequest,
  MfaSetupRequest,
  PasskeyPath,
  PasskeyRequest,
  PasswordlessSignUpRequest,
  RefreshTokenRequest,
  ResetPasswordAndPasskeysRequest,
  ResetPasswordRequest,
  SendCodeRequest,
  SignInRequest,
  SignUpRequest,
  TotpRequest,
  updateMeRequest,
} from '../lambda/contract/requests';
import type { Route } from './api/route';
import { hasPasskeyMfa, type StageSettings } from './stages/stage-config';

type RouteSettings = Pick<
  StageSettings,
  | 'identityPool'
  | 'selfSignUp'
  | 'mfa'
  | 'signInMethods'
  | 'passkeyRelyingPartyId'
  | 'profileAttributes'
  | 'emailChange'
  | 'emailLanguages'
>;

/** Settings with which all routes exist. */
export const allRoutes: RouteSettings = {
  identityPool: true,
  selfSignUp: true,
  mfa: 'required',
  signInMethods: ['password', 'emailCode', 'passkey'],
  passkeyRelyingPartyId: 'example.com',
  profileAttributes: ['name', 'given_name', 'family_name', 'locale', 'picture'],
  emailChange: true,
  emailLanguages: ['de'],
};

/** The routes of a stage. A route needs an ID token unless its row says `auth`. */
export function routesFor(signInWith: SignInWith, settings: Partial<RouteSettings> = {}): readonly Route[] {
  const { identityPool = false, selfSignUp = true, mfa = 'optional' } = settings;
  const {
    signInMethods = ['password'],
    passkeyRelyingPartyId = '',
    profileAttributes = [],
    emailChange = false,
    emailLanguages = [],
  } = settings;
  const [emailCode, passkey] = [signInMethods.includes('emailCode'), signInMethods.includes('passkey')];
  const choice = emailCode || passkey;
  const methods = signInMethods.filter((method) => method !== 'password');
  const passkeyMfa = hasPasskeyMfa({ mfa, signInMethods });
  const withMethods = choice && { environment: { SIGN_IN_METHODS: methods.join() } };
  const withPasskeyMfa = passkeyMfa && { environment: { PASSKEY_MFA: 'true' } };
  const SignUp = (emailCode ? PasswordlessSignUpRequest : SignUpRequest)[signInWith];
  const ResetPassword = passkey ? ResetPasswordAndPasskeysRequest : ResetPasswordRequest;
  // Where a second factor is required, a sign-in with the password issues no tokens with which passkeys could be removed.
  const removesPasskeys = passkey && mfa !== 'required';
  const Confirm = choice ? ConfirmAndSignInRequest : ConfirmRequest;
  const [withProfile, profile] = [profileAttributes.length > 0, { PROFILE_ATTRIBUTES: profileAttributes.join() }];
  const email = emailLanguages.length > 0 ? { EMAIL_LANGUAGES: emailLanguages.join() } : undefined;
  // biome-ignore format: a table, one row per route
  return [
    ...when(selfSignUp, { name: 'sign-up', method: 'POST', path: '/sign-up', auth: 'open', rateLimit: 5, request: SignUp, calls: ['SignUp'], environment: { ...(emailCode && { PASSWORD_OPTIONAL: 'true' }), ...email } }),
    // With other sign-in methods, a confirmation may sign in, and a refused sign-in makes a second call: lower limits keep within the quota.
    ...when(selfSignUp, { name: 'confirm', method: 'POST', path: '/confirm', auth: 'open', rateLimit: choice ? 10 : 20, request: Confirm, calls: ['ConfirmSignUp'], followUpCalls: ['InitiateAuth', 'RevokeToken', ...(choice ? ['GetUserAuthFactors'] as const : [])], problems: ['password_reset_required'], ...withMethods }),
    ...when(selfSignUp, { name: 'resend-code', method: 'POST', path: '/resend-code', auth: 'open', rateLimit: 5, request: SendCodeRequest, calls: ['ResendConfirmationCode'], environment: { ...email } }),
    { name: 'sign-in', method: 'POST', path: '/sign-in', auth: 'open', rateLimit: choice ? 25 : 40, request: SignInRequest, calls: ['InitiateAuth'] },
    ...when(emailCode, { name: 'sign-in-email-code', method: 'POST', path: '/sign-in/email-code', auth: 'open', rateLimit: 5, request: SendCodeRequest, calls: ['InitiateAuth'], followUpCalls: ['InitiateAuth'] }),
    ...when(passkey, { name: 'sign-in-passkey', method: 'POST', path: '/sign-in/passkey', auth: 'open', rateLimit: 10, request: SendCodeRequest, calls: ['InitiateAuth'], followUpCalls: ['InitiateAuth'], environment: { PASSKEY_RELYING_PARTY_ID: passkeyRelyingPartyId, ...(passkeyMfa && { PASSKEY_MFA: 'true' }) } }),
    { name: 'challenge', method: 'POST', path: '/challenge', auth: 'open', rateLimit: mfa === 'required' ? 13 : 15, request: challengeRequest(methods), calls: ['RespondToAuthChallenge'], ...withMethods, ...(passkey && { problems: ['invalid_passkey'] as const }) },
    ...when(mfa === 'required', { name: 'start-mfa-setup', method: 'POST', path: '/challenge/totp', auth: 'open', rateLimit: 2, request: MfaSetupRequest, calls: ['AssociateSoftwareToken'], problems: ['challenge_expired'] }),
    ...when(mfa === 'required', { name: 'finish-mfa-setup', method: 'PUT', path: '/challenge/totp', auth: 'open', rateLimit: 2, request: FinishMfaSetupRequest, calls: ['VerifySoftwareToken', 'RespondToAuthChallenge'], ...withPasskeyMfa, ...(passkeyMfa && { followUpCalls: ['SetUserMFAPreference'] }) }),
    { name: 'refresh', method: 'POST', path: '/refresh', auth: 'open', request: RefreshTokenRequest, calls: ['GetTokensFromRefreshToken'] },
    { name: 'sign-out', method: 'POST', path: '/sign-out', auth: 'open', request: RefreshTokenRequest, calls: ['RevokeToken'] },
    { name: 'forgot-password', method: 'POST', path: '/forgot-password', auth: 'open', rateLimit: 5, request: SendCodeRequest, calls: ['ForgotPassword'], environment: { ...email } },
    // An account may have up to 20 passkeys. Counted as one call, because a removal needs a code, and is rare.
    { name: 'reset-password', method: 'POST', path: '/reset-password', auth: 'open', rateLimit: 5, request: ResetPassword, calls: ['ConfirmForgotPassword'], followUpCalls: ['InitiateAuth', ...(removesPasskeys ? ['ListWebAuthnCredentials', 'DeleteWebAuthnCredential'] as const : []), 'GlobalSignOut'], ...(passkey && withMethods) },

    { name: 'me', method: 'GET', path: '/me', auth: 'access-token', calls: ['GetUser'], ...(withProfile && { environment: profile }) },
    ...when(withProfile, { name: 'update-me', method: 'PATCH', path: '/me', auth: 'access-token', rateLimit: 3, request: updateMeRequest(profileAttributes), calls: ['UpdateUserAttributes', 'GetUser'], environment: profile }),
    ...when(emailChange, { name: 'change-email', method: 'PUT', path: '/me/email', auth: 'access-token', rateLimit: 2, stepUp: true, request: ChangeEmailRequest, calls: ['UpdateUserAttributes'], environment: { ...email } }),
    ...when(emailChange, { name: 'confirm-email', method: 'POST', path: '/me/email/confirm', auth: 'access-token', rateLimit: 1, request: ConfirmEmailRequest, calls: ['VerifyUserAttribute'] }),
    // Of a user without a password, Cognito asks for no current one: then only a recent sign-in shows that the caller is the user.
    { name: 'change-password', method: 'POST', path: '/change-password', auth: 'access-token', rateLimit: 5, stepUp: emailCode, request: ChangePasswordRequest, calls: ['ChangePassword', 'GetUser'], followUpCalls: ['GlobalSignOut'], problems: ['no_password'] },
    ...when(mfa !== 'off', { name: 'create-totp-key', method: 'POST', path: '/mfa/totp', auth: 'access-token', rateLimit: 4, stepUp: true, calls: ['GetUser', 'AssociateSoftwareToken'], problems: ['no_password'] }),
    ...when(mfa !== 'off', { name: 'enable-totp', method: 'PUT', path: '/mfa/totp', auth: 'access-token', rateLimit: passkeyMfa ? 2 : 4, request: TotpRequest, calls: ['VerifySoftwareToken', 'SetUserMFAPreference'], ...withPasskeyMfa, ...(passkeyMfa && { followUpCalls: ['SetUserMFAPreference'] }) }),
    ...when(mfa !== 'off', { name: 'disable-totp', method: 'DELETE', path: '/mfa/totp', auth: 'access-token', rateLimit: 4, stepUp: true, calls: ['SetUserMFAPreference'], ...withPasskeyMfa }),
    ...when(passkey, { name: 'list-passkeys', method: 'GET', path: '/passkeys', auth: 'access-token', rateLimit: 10, calls: ['ListWebAuthnCredentials'] }),
    ...when(passkey, { name: 'start-passkey', method: 'POST', path: '/passkeys', auth: 'access-token', rateLimit: 1, stepUp: true, calls: ['StartWebAuthnRegistration'] }),
    ...when(passkey, { name: 'add-passkey', method: 'PUT', path: '/passkeys', auth: 'access-token', rateLimit: 1, request: PasskeyRequest, calls: ['CompleteWebAuthnRegistration'], ...withPasskeyMfa, ...(passkeyMfa && { followUpCalls: ['GetUser', 'SetUserMFAPreference'] }) }),
    ...when(passkey, { name: 'delete-passkey', method: 'DELETE', path: '/passkeys/{id}', auth: 'access-token', rateLimit: 1, stepUp: true, pathParameters: PasskeyPath, calls: ['DeleteWebAuthnCredential'] }),
    { name: 'sign-out-everywhere', method: 'POST', path: '/sign-out-everywhere', auth: 'access-token', rateLimit: 4, calls: ['GlobalSignOut'] },
    { name: 'delete-me', method: 'DELETE', path: '/me', auth: 'access-token', rateLimit: 4, stepUp: true, calls: ['DeleteUser'] },

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
