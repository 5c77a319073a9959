import * as z from 'zod/mini';

/** Bodies of successful replies. The handlers use the types, the OpenAPI document uses the schemas. */

const Username = z.string();

/** POST /sign-up. */
export const SignUpReply = z.strictObject({
  username: Username,
  confirmed: z.literal(false),
  delivery: z.strictObject({ medium: z.literal('EMAIL'), destination: z.string() }),
});
export type SignUpReply = z.infer<typeof SignUpReply>;

/** POST /confirm. */
export const ConfirmReply = z.strictObject({ username: Username, confirmed: z.literal(true) });

/** The same reply whether or not the account exists, to prevent user enumeration; also plain messages. */
export const Message = z.strictObject({ message: z.string() });

/** The tokens of a session. `expiresIn` is the lifetime of the ID token and access token in seconds. */
export const Tokens = z.strictObject({
  idToken: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
});
export type Tokens = z.infer<typeof Tokens>;

/**
 * A challenge to answer at POST /challenge, with this session and username, before the tokens are issued. `parameters` holds
 * what a client needs to answer it, if the challenge has any.
 */
export const Challenge = z.strictObject({
  challenge: z.string(),
  session: z.string(),
  username: Username,
  parameters: z.optional(z.record(z.string(), z.unknown())),
});
export type Challenge = z.infer<typeof Challenge>;

/** POST /confirm with `signIn: true`: also the tokens, or the challenge to answer before they are issued. */
export const ConfirmAndSignInReply = z.strictObject({
  username: Username,
  confirmed: z.literal(true),
  signIn: z.optional(z.union([Tokens, Challenge])),
});

/**
 * POST /reset-password with `removePasskeys: true`. `passkeysRemoved`: the account has neither passkeys nor sessions from before the
 * reset. Otherwise `reason` says why some may remain: a sign-in needs a `second_factor`, or a call `failed`.
 */
export const PasskeyRemoval = z.strictObject({
  passkeysRemoved: z.boolean(),
  reason: z.optional(z.enum(['second_factor', 'failed'])),
});
export type PasskeyRemoval = z.infer<typeof PasskeyRemoval>;

/** POST /challenge/totp: the key, and the session with which the challenge MFA_SETUP is answered. */
export const MfaSetup = z.strictObject({ secret: z.string(), uri: z.string(), session: z.string() });
export type MfaSetup = z.infer<typeof MfaSetup>;

/** POST /passkeys: the options for the browser's `navigator.credentials.create` (PublicKeyCredentialCreationOptionsJSON). */
export const PasskeyOptions = z.strictObject({ options: z.record(z.string(), z.unknown()) });

/** GET /passkeys. `createdAt` is a date and time in ISO 8601. */
export const PasskeyList = z.strictObject({
  passkeys: z.array(
    z.strictObject({ id: z.string(), name: z.optional(z.string()), createdAt: z.optional(z.string()) }),
  ),
});
export type PasskeyList = z.infer<typeof PasskeyList>;

/**
 * GET /me. `totp`: whether sign-in requires a code from an authenticator app. `providers`: the identity providers with which the user
 * can sign in, if there are any.
 */
export const Account = z.strictObject({
  username: Username,
  sub: z.string(),
  email: z.optional(z.string()),
  emailVerified: z.boolean(),
  totp: z.boolean(),
  providers: z.optional(z.array(z.string())),
  profile: z.optional(z.record(z.string(), z.string())),
});
export type Account = z.infer<typeof Account>;

/** POST /mfa/totp: the key in base32, and as an otpauth URI for a QR code. */
export const TotpKey = z.strictObject({ secret: z.string(), uri: z.string() });
export type TotpKey = z.infer<typeof TotpKey>;

/** GET /secret and GET /admin: the caller, from the claims of the ID token. */
export const SecretReply = z.strictObject({
  message: z.string(),
  user: z.strictObject({ username: Username, sub: z.string(), email: z.optional(z.string()) }),
});
