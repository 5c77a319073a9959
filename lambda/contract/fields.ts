import * as z from 'zod/mini';

/** Maximum lengths in characters, as in Cognito. An address that is not the username may have 254 characters. */
export const MAX_USERNAME = 128;
const MAX_PASSWORD = 256;
export const MAX_EMAIL = 254;
const MAX_CODE = 64;
const MAX_SESSION = 2048;
const MAX_TOKEN = 8192;

/** Report one mistake per field: the first failed check. */
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

/** The pattern of `z.regexes.email`. Importing it would add all of `z.regexes` (6 KB) to every bundle. */
export const address =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

/** An e-mail address. */
export function email(maxLength: number) {
  const isAddress = z.regex(address, { error: 'must be an e-mail address such as ada@example.com', abort });
  return z.string(isText).check(z.trim(), ...bounded(maxLength), isAddress);
}

/** The characters that Cognito accepts in a username: letters, marks, symbols (emoji too), numbers, punctuation; no spaces. */
const isName = z.regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u, {
  error: 'may hold letters, digits, symbols and punctuation, but no spaces',
  abort,
});
/** Cognito's own rule if the e-mail address is an alias: a username must not look like an address. */
const isNoAddress = z.regex(/^[^@]*$/, {
  error: 'must not contain an @: put the address into "email"',
  abort,
});

/** Two usernames that look the same must not differ in their characters only (Unicode TR 36, 2.10): NFKC makes them equal. */
const isNormalized = z.refine<string>((text) => text === text.normalize('NFKC'), {
  error: 'must be in Unicode normalization form NFKC',
  abort,
});
/** Characters that are not displayed, such as zero-width joiners and variation selectors. */
const isVisible = z.regex(/^\P{Default_Ignorable_Code_Point}*$/u, {
  error: 'must not contain invisible characters',
  abort,
});

/** A username or an e-mail address, to identify an existing user. */
export const Login = z.string(isText).check(z.trim(), ...bounded(MAX_EMAIL), isName);
/** The username of a new user. */
export const NewUsername = z
  .string(isText)
  .check(z.trim(), ...bounded(MAX_USERNAME), isName, isNoAddress, isNormalized, isVisible);
/** Unpaired surrogates are refused: they cannot be encoded as UTF-8. */
const isWellFormed = z.regex(/^\P{Surrogate}*$/u, { error: 'must be well-formed Unicode', abort });
/** Never trimmed. */
export const Password = z.string(isText).check(...bounded(MAX_PASSWORD), isWellFormed);
/** A code that Cognito sent by e-mail. */
export const Code = z
  .string(isText)
  .check(
    z.trim(),
    ...bounded(MAX_CODE),
    z.regex(/^[0-9A-Za-z-]+$/, { error: 'may hold letters and digits only', abort }),
  );

/** Maximum length of an attribute's value in Cognito. */
const MAX_ATTRIBUTE = 2048;

/** The value of a profile attribute; empty to remove it. */
export const ProfileValue = z
  .string(isText)
  .check(
    z.trim(),
    z.maxLength(MAX_ATTRIBUTE, { error: `must be at most ${MAX_ATTRIBUTE} characters`, abort }),
    isWellFormed,
  );

/** The new e-mail address of a user. */
export const NewEmail = email(MAX_USERNAME);

const isJsonObject = { error: 'must be the JSON object that the browser returns' };
/** Levels of a credential: results of an extension have five. The SDK, which walks through it, fails at some thousands. */
const MAX_LEVELS = 16;
const isShallow = z.refine((value: unknown) => hasLevels(value, MAX_LEVELS), isJsonObject);

function hasLevels(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return most > 0 && Object.values(value).every((inner) => hasLevels(inner, most - 1));
}

/** A public key credential as JSON (RegistrationResponseJSON, AuthenticationResponseJSON): the browser's `credential.toJSON()`. */
export const PublicKeyCredential = z
  .looseObject(
    {
      id: z.string(isJsonObject),
      type: z.literal('public-key', isJsonObject),
      response: z.looseObject({}, isJsonObject),
    },
    isJsonObject,
  )
  .check(isShallow);
/** The id of a passkey, in base64url. */
export const PasskeyId = z
  .string(isText)
  .check(z.regex(/^[\w-]{1,1400}$/, { error: 'is not the id of a passkey', abort }));

/** A time-based one-time password (TOTP) from an authenticator app. */
export const TotpCode = z
  .string(isText)
  .check(z.trim(), z.regex(/^\d{6}$/, { error: 'must be the 6 digits that the app shows', abort }));
/** Opaque to this API; the character set is Cognito's. */
export const Session = z
  .string(isText)
  .check(...bounded(MAX_SESSION), z.regex(/^[!-~]+$/, { error: 'is not a session', abort }));
/** Opaque to this API; the character set is Cognito's. */
export const RefreshToken = z
  .string(isText)
  .check(z.trim(), ...bounded(MAX_TOKEN), z.regex(/^[\w.=-]+$/, { error: 'is not a refresh token', abort }));
