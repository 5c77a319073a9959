import * as z from 'zod/mini';

/** What a success looks like. The handlers take only the types; the OpenAPI document takes the schemas. */

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

/** Where the same is said whatever is true. */
export const Message = z.strictObject({ message: z.string() });

/** A session's tokens. `expiresIn` is the life of the ID and access token in seconds. */
export const Tokens = z.strictObject({
  idToken: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
});
export type Tokens = z.infer<typeof Tokens>;

/** What Cognito wants before it hands out tokens, to be answered at POST /challenge with this session. */
export const Challenge = z.strictObject({ challenge: z.string(), session: z.string(), username: Username });
export type Challenge = z.infer<typeof Challenge>;

/** GET /me. `totp` tells whether signing in takes a code from an authenticator app. */
export const Account = z.strictObject({
  username: Username,
  sub: z.string(),
  email: z.optional(z.string()),
  emailVerified: z.boolean(),
  totp: z.boolean(),
});
export type Account = z.infer<typeof Account>;

/** POST /mfa/totp: the key in base32, and as a URI to show as a QR code. */
export const TotpKey = z.strictObject({ secret: z.string(), uri: z.string() });
export type TotpKey = z.infer<typeof TotpKey>;

/** GET /secret and GET /admin: the caller by the claims of their ID token. */
export const SecretReply = z.strictObject({
  message: z.string(),
  user: z.strictObject({ username: Username, sub: z.string(), email: z.optional(z.string()) }),
});
