/** Values for the settings that each product chooses in lib/stages/stages.ts, so that no test depends on that choice. */
export const productSettings = {
  signInWith: 'username',
  selfSignUp: true,
  allowedEmailDomains: [],
  passwordPolicy: {
    minLength: 8,
    requireLowercase: true,
    requireUppercase: true,
    requireDigits: true,
    requireSymbols: true,
  },
  mfa: 'optional',
  tokenLifetimes: { idTokenMinutes: 15, accessTokenMinutes: 15, refreshTokenDays: 30 },
} as const;

/** These settings and further options, each as `KEY=VALUE` after a `-c`. The last one of a key counts. */
export function contextArguments(...options: readonly string[]): string[] {
  const settings = Object.entries(productSettings).map(([key, value]) => {
    return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return [...settings, ...options].flatMap((option) => ['-c', option]);
}
