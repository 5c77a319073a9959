import * as z from 'zod/mini';
import type { SignInWith } from './environment';
import {
  Code,
  email,
  Login,
  MAX_EMAIL,
  MAX_USERNAME,
  NewUsername,
  Password,
  RefreshToken,
  Session,
  TotpCode,
} from './fields';

const isObject = {
  error: ({ code, input }: { code?: string; input?: unknown }) => {
    if (code !== 'invalid_type') return undefined;
    return input === undefined ? 'is required' : 'must be a JSON object';
  },
};

const isBoolean = { error: 'must be true or false' };

/** POST /sign-up. If users sign in with their e-mail address, the username is the address and `email` is optional. */
export const SignUpRequest = {
  username: z.strictObject({ username: NewUsername, password: Password, email: email(MAX_EMAIL) }, isObject),
  email: z
    .strictObject(
      { username: email(MAX_USERNAME), password: Password, email: z.optional(email(MAX_USERNAME)) },
      isObject,
    )
    .check(
      z.refine(({ username, email }) => email === undefined || email.toLowerCase() === username.toLowerCase(), {
        path: ['email'],
        error: 'must be the same address as "username", or be omitted',
      }),
    ),
} as const satisfies Record<SignInWith, z.ZodMiniType>;

/** POST /confirm. With the password, the reply tells if the account has another one: docs/security.md, pre-hijacking. */
export const ConfirmRequest = z.strictObject({ username: Login, code: Code, password: z.optional(Password) }, isObject);

/** POST /sign-in. */
export const SignInRequest = z.strictObject({ username: Login, password: Password }, isObject);

/** POST /resend-code and POST /forgot-password: the user to send a code to. */
export const SendCodeRequest = z.strictObject({ username: Login }, isObject);

const challenge = { username: Login, session: Session };

/** The fields of every answer to a challenge. */
export const AnyChallengeRequest = z.looseObject(challenge);

/** POST /challenge: the answer to the challenge that /sign-in or the previous /challenge replied with. */
export const ChallengeRequest = z.discriminatedUnion(
  'challenge',
  [
    z.strictObject({ ...challenge, challenge: z.literal('NEW_PASSWORD_REQUIRED'), newPassword: Password }, isObject),
    z.strictObject({ ...challenge, challenge: z.literal('SOFTWARE_TOKEN_MFA'), code: TotpCode }, isObject),
  ],
  {
    error: ({ code, input }) =>
      code === 'invalid_union'
        ? Object.hasOwn(Object(input), 'challenge')
          ? 'must be NEW_PASSWORD_REQUIRED or SOFTWARE_TOKEN_MFA'
          : 'is required'
        : isObject.error({ code, input }),
  },
);

/** POST /refresh and POST /sign-out. */
export const RefreshTokenRequest = z.strictObject({ refreshToken: RefreshToken }, isObject);

/** POST /reset-password. */
export const ResetPasswordRequest = z.strictObject({ username: Login, code: Code, newPassword: Password }, isObject);

/** POST /change-password. It ends all sessions unless `signOutEverywhere` is false. */
export const ChangePasswordRequest = z.strictObject(
  { currentPassword: Password, newPassword: Password, signOutEverywhere: z.optional(z.boolean(isBoolean)) },
  isObject,
);

/** PUT /mfa/totp. */
export const TotpRequest = z.strictObject({ code: TotpCode }, isObject);

/** Claims of the ID token, as API Gateway passes them on after it has verified the token. */
export const IdTokenClaims = z.object({
  'cognito:username': z.string(),
  sub: z.string(),
  email: z.optional(z.string()),
});
