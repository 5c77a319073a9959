import * as z from 'zod/mini';

/** Upper bounds in characters, as Cognito has them; an address may be 254 long where it is not the user's name. */
export const MAX_USERNAME = 128;
const MAX_PASSWORD = 256;
export const MAX_EMAIL = 254;
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

/** That of `z.regexes.email`, written out because the others of `z.regexes`, 6 KB, would come along into every bundle. */
export const address =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

/** An e-mail address. */
export function email(maxLength: number) {
  const isAddress = z.regex(address, { error: 'must be an e-mail address', abort });
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
export const Login = z.string(isText).check(z.trim(), ...bounded(MAX_EMAIL), isName);
/** A name that nobody has yet. */
export const NewUsername = z.string(isText).check(z.trim(), ...bounded(MAX_USERNAME), isName, isNoAddress);
/** Never trimmed: a password is what was typed. Half a surrogate pair is nothing that could have been. */
export const Password = z
  .string(isText)
  .check(...bounded(MAX_PASSWORD), z.regex(/^\P{Surrogate}*$/u, { error: 'must be well-formed Unicode', abort }));
/** A code as Cognito mails it. */
export const Code = z
  .string(isText)
  .check(
    z.trim(),
    ...bounded(MAX_CODE),
    z.regex(/^[0-9A-Za-z-]+$/, { error: 'may hold letters and digits only', abort }),
  );

/** A time-based code, as authenticator apps show it. */
export const TotpCode = z
  .string(isText)
  .check(z.trim(), z.regex(/^\d{6}$/, { error: 'must be the six digits that the app shows', abort }));
/** Opaque to us; the alphabets are Cognito's. */
export const Session = z
  .string(isText)
  .check(...bounded(MAX_SESSION), z.regex(/^[!-~]+$/, { error: 'is not a session', abort }));
/** Likewise. */
export const RefreshToken = z
  .string(isText)
  .check(z.trim(), ...bounded(MAX_TOKEN), z.regex(/^[\w.=-]+$/, { error: 'is not a refresh token', abort }));
