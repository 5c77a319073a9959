import * as z from 'zod/mini';
import type { SignInWith } from './environment';
import {
  Code,
  email,
  Login,
  MAX_EMAIL,
  MAX_USERNAME,
  NewEmail,
  NewUsername,
  PasskeyId,
  Password,
  ProfileValue,
  PublicKeyCredential,
  RefreshToken,
  Session,
  TotpCode,
} from './fields';
import { profileField } from './profile';

const isObject = {
  error: ({ code, input }: { code?: string; input?: unknown }) => {
    if (code !== 'invalid_type') return undefined;
    return input === undefined ? 'is required' : 'must be a JSON object';
  },
};

const isBoolean = { error: 'must be true or false' };

const isSameAddress = z.refine<{ username: string; email?: string | undefined }>(
  ({ username, email }) => email === undefined || email.toLowerCase() === username.toLowerCase(),
  { path: ['email'], error: 'must be the same address as "username", or be omitted' },
);

/** POST /sign-up. If users sign in with their e-mail address, the username is the address and `email` is optional. */
export const SignUpRequest = {
  username: z.strictObject({ username: NewUsername, password: Password, email: email(MAX_EMAIL) }, isObject),
  email: z
    .strictObject(
      { username: email(MAX_USERNAME), password: Password, email: z.optional(email(MAX_USERNAME)) },
      isObject,
    )
    .check(isSameAddress),
} as const satisfies Record<SignInWith, z.ZodMiniType>;

/** POST /sign-up, if users can sign in without a password. */
export const PasswordlessSignUpRequest = {
  username: z.strictObject(
    { username: NewUsername, password: z.optional(Password), email: email(MAX_EMAIL) },
    isObject,
  ),
  email: z
    .strictObject(
      { username: email(MAX_USERNAME), password: z.optional(Password), email: z.optional(email(MAX_USERNAME)) },
      isObject,
    )
    .check(isSameAddress),
} as const satisfies Record<SignInWith, z.ZodMiniType>;

/** POST /confirm. With the password, the reply tells if the account has another one: docs/security.md, pre-hijacking. */
export const ConfirmRequest = z.strictObject({ username: Login, code: Code, password: z.optional(Password) }, isObject);

/** POST /confirm, if it can sign in: with `signIn: true` the reply has the tokens too. */
export const ConfirmAndSignInRequest = z.strictObject(
  { username: Login, code: Code, password: z.optional(Password), signIn: z.optional(z.boolean(isBoolean)) },
  isObject,
);

/** POST /sign-in. */
export const SignInRequest = z.strictObject({ username: Login, password: Password }, isObject);

/** POST /resend-code, /forgot-password, /sign-in/email-code and /sign-in/passkey: the user. */
export const SendCodeRequest = z.strictObject({ username: Login }, isObject);

const challenge = { username: Login, session: Session };

/** The fields of every answer to a challenge. */
export const AnyChallengeRequest = z.looseObject(challenge);

const passwordChallenges = [
  z.strictObject({ ...challenge, challenge: z.literal('NEW_PASSWORD_REQUIRED'), newPassword: Password }, isObject),
  z.strictObject({ ...challenge, challenge: z.literal('SOFTWARE_TOKEN_MFA'), code: TotpCode }, isObject),
] as const;

const emailCodeChallenge = z.strictObject({ ...challenge, challenge: z.literal('EMAIL_OTP'), code: Code }, isObject);
const passkeyChallenge = z.strictObject(
  { ...challenge, challenge: z.literal('WEB_AUTHN'), credential: PublicKeyCredential },
  isObject,
);

type AnyChallenge = (typeof passwordChallenges)[number] | typeof emailCodeChallenge | typeof passkeyChallenge;

/** The answer to one of these challenges. */
function answerTo(challenges: readonly [AnyChallenge, ...AnyChallenge[]]) {
  const names = challenges.flatMap(({ shape }): string[] => shape.challenge.def.values);
  const known = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  return z.discriminatedUnion('challenge', challenges, {
    error: ({ code, input }) =>
      code === 'invalid_union'
        ? Object.hasOwn(Object(input), 'challenge')
          ? `must be ${known}`
          : 'is required'
        : isObject.error({ code, input }),
  });
}

/** POST /challenge: the answer to the challenge that /sign-in or the previous /challenge replied with. */
export const ChallengeRequest = answerTo([...passwordChallenges, emailCodeChallenge, passkeyChallenge]);

const EmailCodeChallengeRequest = answerTo([...passwordChallenges, emailCodeChallenge]);
const PasskeyChallengeRequest = answerTo([...passwordChallenges, passkeyChallenge]);
const PasswordChallengeRequest = answerTo(passwordChallenges);

/** The same for a stage with some sign-in methods besides the password: `emailCode`, `passkey`. */
export function challengeRequest(methods: readonly string[]): typeof ChallengeRequest {
  const [emailCode, passkey] = [methods.includes('emailCode'), methods.includes('passkey')];
  if (emailCode && passkey) return ChallengeRequest;
  if (emailCode) return EmailCodeChallengeRequest;
  return passkey ? PasskeyChallengeRequest : PasswordChallengeRequest;
}

/** POST /refresh and POST /sign-out. */
export const RefreshTokenRequest = z.strictObject({ refreshToken: RefreshToken }, isObject);

/** POST /reset-password. */
export const ResetPasswordRequest = z.strictObject({ username: Login, code: Code, newPassword: Password }, isObject);

/** POST /reset-password, if users can have passkeys: with `removePasskeys: true` it removes those of the account. */
export const ResetPasswordAndPasskeysRequest = z.strictObject(
  { username: Login, code: Code, newPassword: Password, removePasskeys: z.optional(z.boolean(isBoolean)) },
  isObject,
);

/** POST /change-password. It ends all sessions unless `signOutEverywhere` is false. */
export const ChangePasswordRequest = z.strictObject(
  { currentPassword: Password, newPassword: Password, signOutEverywhere: z.optional(z.boolean(isBoolean)) },
  isObject,
);

/** POST /challenge/totp: the user and session of a challenge MFA_SETUP. */
export const MfaSetupRequest = z.strictObject(challenge, isObject);

/** PUT /challenge/totp: the answer to the challenge MFA_SETUP, with the session of POST /challenge/totp. */
export const FinishMfaSetupRequest = z.strictObject({ ...challenge, code: TotpCode }, isObject);

/** PUT /passkeys. */
export const PasskeyRequest = z.strictObject({ credential: PublicKeyCredential }, isObject);

/** DELETE /passkeys/{id}. */
export const PasskeyPath = z.strictObject({ id: PasskeyId });

/** PUT /me/email. */
export const ChangeEmailRequest = z.strictObject({ email: NewEmail }, isObject);

/** POST /me/email/confirm. */
export const ConfirmEmailRequest = z.strictObject({ code: Code }, isObject);

/** PATCH /me: the profile attributes that the stage lists, by their names in the API. An empty value removes one. */
export function updateMeRequest(attributes: readonly string[]) {
  const fields = attributes.map((attribute) => [profileField(attribute), z.optional(ProfileValue)] as const);
  return z.strictObject(Object.fromEntries(fields), isObject);
}

/** PUT /mfa/totp. */
export const TotpRequest = z.strictObject({ code: TotpCode }, isObject);

/** Claims of the ID token, as API Gateway passes them on after it has verified the token. */
export const IdTokenClaims = z.object({
  'cognito:username': z.string(),
  sub: z.string(),
  email: z.optional(z.string()),
  email_verified: z.optional(z.string()),
});
