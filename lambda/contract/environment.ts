import { parsePasswordPolicy } from './password-policy';

/** What users sign in with. `username`: a username or the verified e-mail address. `email`: the address is the username. */
export const signInModes = ['username', 'email'] as const;
export type SignInWith = (typeof signInModes)[number];

/** The environment variables that every function has. All are strings, as Lambda requires. */
export interface AuthEnvironment {
  readonly USER_POOL_CLIENT_ID: string;
  readonly SIGN_IN_WITH: SignInWith;
  /** Comma-separated origins whose pages may call the API, or `*`; empty for none. */
  readonly ALLOWED_ORIGINS: string;
  /** Name of the product, which authenticator apps show with the account. */
  readonly PRODUCT_NAME: string;
  /** The group that the caller must be a member of; empty if the route is not limited to a group. */
  readonly REQUIRED_GROUP: string;
  /** JSON of the PasswordPolicy. */
  readonly PASSWORD_POLICY: string;
  /** Comma-separated domains of the e-mail addresses that may sign up; empty for all. */
  readonly ALLOWED_EMAIL_DOMAINS: string;
}

/** Names of the variables that every function has. A feature cannot set them. */
export const isCommonVariable = (name: string) => Object.hasOwn(checks, name);

const checks: Record<keyof AuthEnvironment, (value: string | undefined) => boolean> = {
  USER_POOL_CLIENT_ID: (value) => Boolean(value),
  SIGN_IN_WITH: (value) => signInModes.some((mode) => mode === value),
  ALLOWED_ORIGINS: (value) => value !== undefined,
  PRODUCT_NAME: (value) => Boolean(value),
  // Must be set, even if empty: a missing variable must not open the route to everyone.
  REQUIRED_GROUP: (value) => value !== undefined,
  PASSWORD_POLICY: (value) => parsePasswordPolicy(value) !== undefined,
  ALLOWED_EMAIL_DOMAINS: (value) => value !== undefined,
};

/** Reads and validates the environment. Throws one Error that names every missing or invalid variable, never a value. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): AuthEnvironment {
  assertNoneWrong(Object.keys(checks).filter((name) => !checks[name as keyof AuthEnvironment](variables[name])));
  return variables as NodeJS.ProcessEnv & AuthEnvironment;
}

/**
 * Reads the variables of a feature, which it gives its functions with `api.addRoute(row, { environment })`. Throws one Error
 * that names every missing or empty variable.
 *
 * @example const { NOTES_TABLE } = readVariables('NOTES_TABLE');
 */
export function readVariables<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, string>> {
  assertNoneWrong(names.filter((name) => !process.env[name]));
  return process.env as NodeJS.ProcessEnv & Record<Name, string>;
}

/** A variable that only some functions have, with the settings that need it; undefined if it is not set. */
export function optionalVariable(
  name:
    | 'PASSWORD_OPTIONAL'
    | 'MAX_AUTH_AGE'
    | 'PROFILE_ATTRIBUTES'
    | 'PASSKEY_MFA'
    | 'SIGN_IN_METHODS'
    | 'EMAIL_LANGUAGES'
    | 'ACCESS_TOKEN_SCOPES'
    | 'RESERVE_OLD_USERNAMES'
    | 'OLD_SYSTEM_URL'
    | 'OLD_SYSTEM_SECRET_NAME',
): string | undefined {
  return process.env[name];
}

/**
 * The values of a comma-separated variable, which may be empty. Throws if it is not set: a missing list of what is allowed must not
 * allow everything.
 */
export function readList(name: string): readonly string[] {
  const value = process.env[name];
  assertNoneWrong(value === undefined ? [name] : []);
  return value ? value.split(',') : [];
}

/**
 * Runs a function while the environment has further variables: for a module that reads its variables when it is loaded. Afterwards
 * the environment is that of the process again, which Lambda changes for each invocation (`_X_AMZN_TRACE_ID`).
 */
export function withVariables<Result>(variables: Readonly<Record<string, string>>, run: () => Result): Result {
  const ofProcess = process.env;
  process.env = { ...ofProcess, ...variables };
  try {
    return run();
  } finally {
    process.env = ofProcess;
  }
}

function assertNoneWrong(names: readonly string[]): void {
  if (names.length > 0) throw new Error(`Missing or invalid environment variables: ${names.join(', ')}`);
}
