import * as z from 'zod/mini';
import { readPasswordPolicy } from '../cognito/settings/user-pool-settings';
import type { UserPoolDefinition } from '../template/deployment';

/** How users of a user pool sign in, and what their passwords need. */
export interface SignInConfiguration {
  /** What names a user: a user name, or the e-mail address. */
  readonly signInWith: 'username' | 'email';
  /** What a sign-in may begin with, by Cognito's names. */
  readonly firstFactors: readonly string[];
  /** Whether users may or must have a second factor. */
  readonly mfa: 'OFF' | 'OPTIONAL' | 'ON';
  readonly passwordPolicy: PasswordPolicyConfiguration;
}

interface PasswordPolicyConfiguration {
  readonly minimumLength: number;
  readonly requireLowercase: boolean;
  readonly requireUppercase: boolean;
  readonly requireNumbers: boolean;
  /** Also a space counts as a symbol, except at the beginning and the end. */
  readonly requireSymbols: boolean;
}

const flag = z.optional(z.boolean());

/** Only the settings that are shown: a run with another Cognito than the embedded one may have settings that this one lacks. */
const Properties = z.object({
  MfaConfiguration: z._default(z.enum(['OFF', 'OPTIONAL', 'ON']), 'OFF'),
  Policies: z.optional(
    z.object({
      PasswordPolicy: z.optional(
        z.object({
          MinimumLength: z.optional(z.number()),
          RequireLowercase: flag,
          RequireNumbers: flag,
          RequireSymbols: flag,
          RequireUppercase: flag,
        }),
      ),
      SignInPolicy: z.optional(z.object({ AllowedFirstAuthFactors: z.optional(z.array(z.string())) })),
    }),
  ),
  UsernameAttributes: z._default(z.array(z.string()), []),
});

/** Reads the sign-in configuration from the CloudFormation properties; undefined if a value has another type than in AWS. */
export function readSignInConfiguration({ properties }: UserPoolDefinition): SignInConfiguration | undefined {
  const { data } = z.safeParse(Properties, properties);
  if (!data) return undefined;
  const { minimumLength, lowercase, uppercase, numbers, symbols } = readPasswordPolicy(data.Policies?.PasswordPolicy);
  return {
    signInWith: data.UsernameAttributes.includes('email') ? 'email' : 'username',
    firstFactors: data.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD'],
    mfa: data.MfaConfiguration,
    passwordPolicy: {
      minimumLength,
      requireLowercase: lowercase,
      requireUppercase: uppercase,
      requireNumbers: numbers,
      requireSymbols: symbols,
    },
  };
}
