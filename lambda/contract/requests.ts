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

/** POST /sign-up. Where people sign in with their address, the username is the address and `email` may be left out. */
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
        error: 'must be the same address as "username", or be left out',
      }),
    ),
} as const satisfies Record<SignInWith, z.ZodMiniType>;

/** POST /confirm. */
export const ConfirmRequest = z.strictObject({ username: Login, code: Code }, isObject);

/** POST /sign-in. */
export const SignInRequest = z.strictObject({ username: Login, password: Password }, isObject);

/** POST /resend-code and POST /forgot-password: for whom a code is to be sent. */
export const SendCodeRequest = z.strictObject({ username: Login }, isObject);

const challenge = { username: Login, session: Session };

/** What every answer to a challenge has. */
export const AnyChallengeRequest = z.looseObject(challenge);

/** POST /challenge: the answer to what /sign-in, or the challenge before, has asked for. */
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

/** POST /change-password. */
export const ChangePasswordRequest = z.strictObject({ currentPassword: Password, newPassword: Password }, isObject);

/** PUT /mfa/totp. */
export const TotpRequest = z.strictObject({ code: TotpCode }, isObject);

/** The caller as the ID token describes them, in the claims API Gateway hands over once it has checked the token. */
export const IdTokenClaims = z.object({
  'cognito:username': z.string(),
  sub: z.string(),
  email: z.optional(z.string()),
});
