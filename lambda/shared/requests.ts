import * as z from 'zod/mini';
import type { SignInWith } from './environment';

/** Upper bounds in characters, as Cognito has them; an address may be 254 long where it is not the user's name. */
const MAX_USERNAME = 128;
const MAX_PASSWORD = 256;
const MAX_EMAIL = 254;
const MAX_CODE = 64;
const MAX_SESSION = 2048;
const MAX_TOKEN = 8192;

/** One field shows one mistake at a time: the first in the order a person would mend them. */
const abort = true;

const isText = {
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is required' : 'must be a string'),
};

function bounded(maxLength: number) {
  return [
    z.minLength(1, { error: 'must not be empty', abort }),
    z.maxLength(maxLength, { error: `must be at most ${maxLength} characters`, abort }),
  ] as const;
}

function email(maxLength: number) {
  const isAddress = z.regex(z.regexes.email, { error: 'must be an e-mail address', abort });
  return z.string(isText).check(z.trim(), ...bounded(maxLength), isAddress);
}

/** What Cognito takes for a username: letters, marks, numbers, symbols (emoji too) and punctuation, no white space. */
const isName = z.regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u, {
  error: 'may hold letters, digits, symbols and punctuation, but no spaces',
  abort,
});
/** Cognito's own condition where an address is an alias: a name that looks like one could be mistaken for another's. */
const isNoAddress = z.regex(/^[^@]*$/, {
  error: 'must not contain an @: the address goes into "email"',
  abort,
});

/** A name or an address: whatever a person typed to say who they are. */
const Login = z.string(isText).check(z.trim(), ...bounded(MAX_EMAIL), isName);
const NewUsername = z.string(isText).check(z.trim(), ...bounded(MAX_USERNAME), isName, isNoAddress);
/** Never trimmed: a password is what was typed. Half a surrogate pair is nothing that could have been. */
const Password = z
  .string(isText)
  .check(...bounded(MAX_PASSWORD), z.regex(/^\P{Surrogate}*$/u, { error: 'must be well-formed Unicode', abort }));
const Code = z
  .string(isText)
  .check(
    z.trim(),
    ...bounded(MAX_CODE),
    z.regex(/^[0-9A-Za-z-]+$/, { error: 'may hold letters and digits only', abort }),
  );

/** A time-based code, as authenticator apps show it. */
const TotpCode = z
  .string(isText)
  .check(z.trim(), z.regex(/^\d{6}$/, { error: 'must be the six digits that the app shows', abort }));
/** Opaque to us; the alphabets are Cognito's. */
const Session = z
  .string(isText)
  .check(...bounded(MAX_SESSION), z.regex(/^[!-~]+$/, { error: 'is not a session', abort }));
const RefreshToken = z
  .string(isText)
  .check(z.trim(), ...bounded(MAX_TOKEN), z.regex(/^[\w.=-]+$/, { error: 'is not a refresh token', abort }));

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
        ? 'must be NEW_PASSWORD_REQUIRED or SOFTWARE_TOKEN_MFA'
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
