/** What a person signs in with. `username`: a name or the verified address; `email`: the address is the name. */
export const signInModes = ['username', 'email'] as const;
export type SignInWith = (typeof signInModes)[number];

/** The variables that lib promises every function and lambda reads. All are strings: that is all Lambda knows. */
export interface AuthEnvironment {
  readonly USER_POOL_CLIENT_ID: string;
  readonly SIGN_IN_WITH: SignInWith;
  /** Comma-separated origins a browser may call from, or `*`; empty for none. */
  readonly ALLOWED_ORIGINS: string;
  /** What authenticator apps show beside the account. */
  readonly PRODUCT_NAME: string;
  /** The group whose members alone may call; empty where all may whom API Gateway lets through. */
  readonly REQUIRED_GROUP: string;
}

const checks: Record<keyof AuthEnvironment, (value: string | undefined) => boolean> = {
  USER_POOL_CLIENT_ID: (value) => Boolean(value),
  SIGN_IN_WITH: (value) => signInModes.some((mode) => mode === value),
  ALLOWED_ORIGINS: (value) => value !== undefined,
  PRODUCT_NAME: (value) => Boolean(value),
  // Empty must be said: what is only missing would open the route to everybody.
  REQUIRED_GROUP: (value) => value !== undefined,
};

/** The checked environment. Throws one error that names every variable that is missing or wrong, never a value. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): AuthEnvironment {
  const wrong = Object.entries(checks).filter(([name, fits]) => !fits(variables[name]));
  if (wrong.length > 0) {
    throw new Error(`Missing or wrong environment variables: ${wrong.map(([name]) => name).join(', ')}`);
  }
  return variables as NodeJS.ProcessEnv & AuthEnvironment;
}
