import { z } from 'zod/mini';
import type { MessageTemplate } from '../emails/send-email';
import type { PasswordPolicy } from '../passwords/password-policy';
import { type AttributeDefinition, standardAttributes } from '../users/attributes';
import { readSettings, withoutEffect } from './read-settings';

const flag = z.optional(z.boolean());
const text = z.optional(z.string());
const number = z.optional(z.number());
/** E-mail is the only way to reach a user here: nothing can send an SMS. */
const emailOnly = z.optional(z.array(z.literal('email')));
/** What is for text messages is passed over; what would change who is sent what is not listed. */
const messageTemplate = z.strictObject({
  DefaultEmailOption: z.optional(z.literal('CONFIRM_WITH_CODE')),
  EmailMessage: text,
  EmailSubject: text,
  SmsMessage: withoutEffect,
});

const Properties = z.strictObject({
  AccountRecoverySetting: z.optional(
    z.strictObject({
      RecoveryMechanisms: z.optional(
        z.array(
          z.strictObject({
            Name: z.enum(['verified_email', 'verified_phone_number', 'admin_only']),
            Priority: number,
          }),
        ),
      ),
    }),
  ),
  AdminCreateUserConfig: z.optional(
    z.strictObject({
      AllowAdminCreateUserOnly: flag,
      InviteMessageTemplate: z.optional(
        z.strictObject({ EmailMessage: text, EmailSubject: text, SMSMessage: withoutEffect }),
      ),
      UnusedAccountValidityDays: number,
    }),
  ),
  AliasAttributes: emailOnly,
  AutoVerifiedAttributes: emailOnly,
  DeletionProtection: withoutEffect,
  EmailAuthenticationMessage: withoutEffect,
  EmailAuthenticationSubject: withoutEffect,
  EmailConfiguration: withoutEffect,
  EmailVerificationMessage: text,
  EmailVerificationSubject: text,
  EnabledMfas: z.optional(z.array(z.literal('SOFTWARE_TOKEN_MFA'))),
  LambdaConfig: z.optional(z.strictObject({})),
  MfaConfiguration: z.optional(z.enum(['OFF', 'OPTIONAL'])),
  Policies: z.optional(
    z.strictObject({
      PasswordPolicy: z.optional(
        z.strictObject({
          MinimumLength: number,
          PasswordHistorySize: number,
          RequireLowercase: flag,
          RequireNumbers: flag,
          RequireSymbols: flag,
          RequireUppercase: flag,
          TemporaryPasswordValidityDays: number,
        }),
      ),
      SignInPolicy: z.optional(z.strictObject({ AllowedFirstAuthFactors: z.optional(z.array(z.literal('PASSWORD'))) })),
    }),
  ),
  Schema: z.optional(
    z.array(
      z.strictObject({
        AttributeDataType: z.optional(z.enum(['String', 'Number', 'DateTime', 'Boolean'])),
        DeveloperOnlyAttribute: z.optional(z.literal(false)),
        Mutable: flag,
        Name: z.string(),
        NumberAttributeConstraints: z.optional(z.strictObject({ MaxValue: text, MinValue: text })),
        Required: flag,
        StringAttributeConstraints: z.optional(z.strictObject({ MaxLength: text, MinLength: text })),
      }),
    ),
  ),
  SmsAuthenticationMessage: withoutEffect,
  SmsVerificationMessage: withoutEffect,
  // Speaks of UpdateUserAttributes, an operation that the embedded Cognito refuses by name.
  UserAttributeUpdateSettings: withoutEffect,
  UsernameAttributes: emailOnly,
  UsernameConfiguration: z.optional(z.strictObject({ CaseSensitive: flag })),
  UserPoolAddOns: z.optional(
    // AUDIT only records; ENFORCED would refuse sign-ins that look risky.
    z.strictObject({ AdvancedSecurityMode: z.optional(z.enum(['OFF', 'AUDIT'])) }),
  ),
  UserPoolName: text,
  UserPoolTags: withoutEffect,
  UserPoolTier: withoutEffect,
  VerificationMessageTemplate: z.optional(messageTemplate),
});

type PoolProperties = z.infer<typeof Properties>;

/** A user pool's CloudFormation properties, read once into what the operations ask for. */
export interface UserPoolSettings {
  readonly properties: PoolProperties;
  readonly caseSensitive: boolean;
  /** The address is the user name; the internal name is then the user's `sub`. */
  readonly emailAsUsername: boolean;
  /** A verified address may be used in place of the user name. */
  readonly emailAlias: boolean;
  readonly verifiesEmail: boolean;
  readonly signUpByAdminOnly: boolean;
  readonly recoversByEmail: boolean;
  /** Users may add an authenticator app. */
  readonly offersSoftwareToken: boolean;
  readonly passwordPolicy: PasswordPolicy;
  /** So many passwords, the present one included, may not be chosen again. */
  readonly passwordHistory: number;
  readonly temporaryPasswordDays: number;
  readonly schema: ReadonlyMap<string, AttributeDefinition>;
  readonly codeMessage: MessageTemplate;
  readonly invitation: MessageTemplate;
}

/** Throws one sentence that names the resource for a setting that cannot be honoured. */
export function readUserPoolSettings(logicalId: string, given: Record<string, unknown>): UserPoolSettings {
  const properties = readSettings(`UserPool "${logicalId}"`, Properties, given);
  refuseFactorlessMfa(logicalId, properties);
  const includesEmail = (list: readonly string[] | undefined) => list?.includes('email') ?? false;
  const mechanisms = properties.AccountRecoverySetting?.RecoveryMechanisms;
  const admin = properties.AdminCreateUserConfig;
  const passwords = properties.Policies?.PasswordPolicy;
  return {
    properties,
    caseSensitive: properties.UsernameConfiguration?.CaseSensitive ?? true,
    emailAsUsername: includesEmail(properties.UsernameAttributes),
    emailAlias: includesEmail(properties.AliasAttributes),
    verifiesEmail: includesEmail(properties.AutoVerifiedAttributes),
    signUpByAdminOnly: admin?.AllowAdminCreateUserOnly ?? false,
    recoversByEmail: mechanisms?.some(({ Name }) => Name === 'verified_email') ?? true,
    offersSoftwareToken: properties.MfaConfiguration === 'OPTIONAL',
    passwordPolicy: passwordPolicy(passwords),
    passwordHistory: passwords?.PasswordHistorySize ?? 0,
    temporaryPasswordDays: passwords?.TemporaryPasswordValidityDays ?? admin?.UnusedAccountValidityDays ?? 7,
    schema: attributeSchema(properties.Schema),
    codeMessage: codeMessage(properties),
    invitation: invitation(properties),
  };
}

/** AWS refuses MFA without a factor too; here the only one is an authenticator app. */
function refuseFactorlessMfa(logicalId: string, { MfaConfiguration, EnabledMfas }: PoolProperties): void {
  if (MfaConfiguration !== 'OPTIONAL' || EnabledMfas?.includes('SOFTWARE_TOKEN_MFA')) return;
  throw new Error(
    `UserPool "${logicalId}": the embedded Cognito does not support MfaConfiguration = "OPTIONAL" without ` +
      'EnabledMfas = ["SOFTWARE_TOKEN_MFA"].',
  );
}

/** Properties that AWS only changes by making a new, empty pool in place of the old one. */
export function immutableProperties({ properties }: UserPoolSettings): Record<string, unknown> {
  const { AliasAttributes, Schema, UsernameAttributes, UsernameConfiguration } = properties;
  return { AliasAttributes, Schema, UsernameAttributes, UsernameConfiguration };
}

type PasswordProperties = NonNullable<PoolProperties['Policies']>['PasswordPolicy'];

/** Without a policy AWS asks for eight characters of all four classes; in a given one, what is unsaid is not asked. */
function passwordPolicy(given: PasswordProperties): PasswordPolicy {
  const unsaid = given === undefined;
  return {
    minimumLength: given?.MinimumLength ?? 8,
    lowercase: given?.RequireLowercase ?? unsaid,
    uppercase: given?.RequireUppercase ?? unsaid,
    numbers: given?.RequireNumbers ?? unsaid,
    symbols: given?.RequireSymbols ?? unsaid,
  };
}

function attributeSchema(given: PoolProperties['Schema'] = []): Map<string, AttributeDefinition> {
  const schema = new Map(standardAttributes.map((definition) => [definition.Name, definition]));
  for (const { Name, ...rest } of given) {
    const standard = schema.get(Name);
    const name = standard === undefined ? `custom:${Name.replace(/^custom:/, '')}` : Name;
    const defaults = standard ?? customDefaults;
    schema.set(name, { ...defaults, ...defined(rest), Name: name } as AttributeDefinition);
  }
  return schema;
}

const customDefaults = {
  AttributeDataType: 'String',
  DeveloperOnlyAttribute: false,
  Mutable: false,
  Required: false,
} as const;

function defined(properties: object): object {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

function codeMessage(properties: PoolProperties): MessageTemplate {
  const { VerificationMessageTemplate: own, EmailVerificationSubject, EmailVerificationMessage } = properties;
  return {
    subject: own?.EmailSubject ?? EmailVerificationSubject ?? 'Your verification code',
    text: own?.EmailMessage ?? EmailVerificationMessage ?? 'Your verification code is {####}.',
  };
}

function invitation({ AdminCreateUserConfig }: PoolProperties): MessageTemplate {
  const own = AdminCreateUserConfig?.InviteMessageTemplate;
  return {
    subject: own?.EmailSubject ?? 'Your temporary password',
    text: own?.EmailMessage ?? 'Your username is {username} and temporary password is {####}.',
  };
}
