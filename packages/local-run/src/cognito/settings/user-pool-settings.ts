import { z } from 'zod/mini';
import type { MessageTemplate } from '../emails/send-email';
import type { PasswordPolicy } from '../passwords/password-policy';
import { type AttributeDefinition, standardAttributes } from '../users/attributes';
import { between, readSettings, refusedByAws, withoutEffect } from './read-settings';
import { LambdaConfig, readTriggers, type TriggerSettings, triggerProblem } from './trigger-settings';

const flag = z.optional(z.boolean());
const text = z.optional(z.string());
const number = z.optional(z.number());
/** E-mail is the only delivery medium: SMS is not emulated. */
const emailOnly = z.optional(z.array(z.literal('email')));
/** Settings of SMS messages are ignored. Settings that would change which message is sent are not listed. */
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
      UnusedAccountValidityDays: between(0, 365),
    }),
  ),
  AliasAttributes: emailOnly,
  AutoVerifiedAttributes: emailOnly,
  DeletionProtection: withoutEffect,
  EmailAuthenticationMessage: text,
  EmailAuthenticationSubject: text,
  EmailConfiguration: withoutEffect,
  EmailVerificationMessage: text,
  EmailVerificationSubject: text,
  EnabledMfas: z.optional(z.array(z.literal('SOFTWARE_TOKEN_MFA'))),
  LambdaConfig,
  MfaConfiguration: z.optional(z.enum(['OFF', 'OPTIONAL', 'ON'])),
  Policies: z.optional(
    z.strictObject({
      PasswordPolicy: z.optional(
        z.strictObject({
          MinimumLength: between(6, 99),
          PasswordHistorySize: between(0, 24),
          RequireLowercase: flag,
          RequireNumbers: flag,
          RequireSymbols: flag,
          RequireUppercase: flag,
          TemporaryPasswordValidityDays: between(0, 365),
        }),
      ),
      SignInPolicy: z.optional(
        z.strictObject({
          AllowedFirstAuthFactors: z.optional(z.array(z.enum(['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN']))),
        }),
      ),
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
  UserAttributeUpdateSettings: z.optional(z.strictObject({ AttributesRequireVerificationBeforeUpdate: emailOnly })),
  UsernameAttributes: emailOnly,
  UsernameConfiguration: z.optional(z.strictObject({ CaseSensitive: flag })),
  UserPoolAddOns: z.optional(
    // AUDIT only records. ENFORCED would block risky sign-ins and is not supported.
    z.strictObject({ AdvancedSecurityMode: z.optional(z.enum(['OFF', 'AUDIT'])) }),
  ),
  UserPoolName: text,
  UserPoolTags: withoutEffect,
  UserPoolTier: z.optional(z.enum(['LITE', 'ESSENTIALS', 'PLUS'])),
  VerificationMessageTemplate: z.optional(messageTemplate),
  WebAuthnFactorConfiguration: z.optional(z.enum(['SINGLE_FACTOR', 'MULTI_FACTOR_WITH_USER_VERIFICATION'])),
  WebAuthnRelyingPartyID: z.optional(z.string().check(z.minLength(1), z.maxLength(63))),
  WebAuthnUserVerification: z.optional(z.enum(['preferred', 'required'])),
});

type PoolProperties = z.infer<typeof Properties>;

/** A user pool's CloudFormation properties, parsed for the operations. */
export interface UserPoolSettings {
  readonly properties: PoolProperties;
  readonly caseSensitive: boolean;
  /** The e-mail address is the user name; the internal user name is then the user's `sub`. */
  readonly emailAsUsername: boolean;
  /** A verified e-mail address can be used in place of the user name. */
  readonly emailAlias: boolean;
  readonly verifiesEmail: boolean;
  /** A new e-mail address replaces the old one only after it was verified. */
  readonly verifiesEmailBeforeUpdate: boolean;
  readonly signUpByAdminOnly: boolean;
  readonly recoversByEmail: boolean;
  /** Users may add an authenticator app. */
  readonly offersSoftwareToken: boolean;
  /** Users must add an authenticator app before their first sign-in ends. */
  readonly requiresSecondFactor: boolean;
  /** Users may sign in with a code from an e-mail, and sign up without a password. */
  readonly allowsEmailCode: boolean;
  readonly passkeys: PasskeySettings;
  /** LITE, the feature plan without choice-based sign-in. */
  readonly isLite: boolean;
  readonly passwordPolicy: PasswordPolicy;
  /** Number of latest passwords, the current one included, that cannot be chosen again. */
  readonly passwordHistory: number;
  readonly temporaryPasswordDays: number;
  readonly schema: ReadonlyMap<string, AttributeDefinition>;
  readonly codeMessage: MessageTemplate;
  /** For codes that sign in. */
  readonly signInMessage: MessageTemplate;
  readonly invitation: MessageTemplate;
  readonly triggers: TriggerSettings;
}

/** How users may sign in with passkeys. */
export interface PasskeySettings {
  readonly allowed: boolean;
  /** Undefined: the domain of the pool. */
  readonly relyingPartyId: string | undefined;
  readonly userVerification: 'preferred' | 'required';
  /** A passkey with user verification counts as two factors, for users who turned this on. */
  readonly countAsTwoFactors: boolean;
}

/** Parses the properties. Throws an error that names the resource and the first unsupported setting. */
export function readUserPoolSettings(logicalId: string, given: Record<string, unknown>): UserPoolSettings {
  const resource = `UserPool "${logicalId}"`;
  const properties = readSettings(resource, Properties, given);
  assertMfaFactor(resource, properties);
  const problem = signInProblem(properties) ?? triggerProblem(properties.LambdaConfig, properties.UserPoolTier);
  if (problem !== undefined) throw refusedByAws(resource, problem);
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
    verifiesEmailBeforeUpdate: includesEmail(
      properties.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate,
    ),
    signUpByAdminOnly: admin?.AllowAdminCreateUserOnly ?? false,
    recoversByEmail: mechanisms?.some(({ Name }) => Name === 'verified_email') ?? true,
    offersSoftwareToken: usesMfa(properties),
    requiresSecondFactor: properties.MfaConfiguration === 'ON',
    allowsEmailCode: firstFactors(properties).includes('EMAIL_OTP'),
    passkeys: {
      allowed: firstFactors(properties).includes('WEB_AUTHN'),
      relyingPartyId: properties.WebAuthnRelyingPartyID,
      userVerification: properties.WebAuthnUserVerification ?? 'preferred',
      countAsTwoFactors: properties.WebAuthnFactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION',
    },
    isLite: properties.UserPoolTier === 'LITE',
    passwordPolicy: readPasswordPolicy(passwords),
    passwordHistory: passwords?.PasswordHistorySize ?? 0,
    temporaryPasswordDays: passwords?.TemporaryPasswordValidityDays ?? admin?.UnusedAccountValidityDays ?? 7,
    schema: attributeSchema(properties.Schema),
    codeMessage: codeMessage(properties),
    signInMessage: signInMessage(properties),
    invitation: invitation(properties),
    triggers: readTriggers(properties.LambdaConfig),
  };
}

const usesMfa = ({ MfaConfiguration = 'OFF' }: PoolProperties) => MfaConfiguration !== 'OFF';

const firstFactors = ({ Policies }: PoolProperties): readonly string[] =>
  Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD'];

/** Throws if MFA has no factor, as AWS does. The only supported factor is an authenticator app. */
function assertMfaFactor(resource: string, properties: PoolProperties): void {
  if (!usesMfa(properties) || properties.EnabledMfas?.includes('SOFTWARE_TOKEN_MFA')) return;
  throw new Error(
    `${resource}: the embedded Cognito does not support MfaConfiguration = "${properties.MfaConfiguration}" without ` +
      'EnabledMfas = ["SOFTWARE_TOKEN_MFA"].',
  );
}

/**
 * What AWS refuses in the settings of sign-in methods. Sources: SignInPolicyType and EmailMfaConfigType in the API reference;
 * `password` of AllowedFirstAuthFactors in the CDK, which must be true; "User pool feature plans" in the developer guide.
 */
function signInProblem(properties: PoolProperties): string | undefined {
  const setting = 'Policies.SignInPolicy.AllowedFirstAuthFactors';
  const factors = firstFactors(properties);
  if (!factors.includes('PASSWORD')) return `${setting} must contain PASSWORD`;
  const paid = factors.find((factor) => factor !== 'PASSWORD');
  if (paid !== undefined && properties.UserPoolTier === 'LITE') {
    return `${setting} contains ${paid}, which needs UserPoolTier ESSENTIALS or PLUS, not LITE`;
  }
  if (properties.EmailAuthenticationMessage?.includes('{####}') === false) {
    return 'EmailAuthenticationMessage must contain the placeholder {####}';
  }
  return undefined;
}

/** The properties whose change makes CloudFormation replace the pool by a new, empty one. */
export function immutableProperties({ properties }: UserPoolSettings): Record<string, unknown> {
  const { AliasAttributes, Schema, UsernameAttributes, UsernameConfiguration } = properties;
  return { AliasAttributes, Schema, UsernameAttributes, UsernameConfiguration };
}

type PasswordProperties = NonNullable<PoolProperties['Policies']>['PasswordPolicy'];

/** AWS's default policy is eight characters of all four classes. In a given policy, a missing rule is off. */
export function readPasswordPolicy(given: PasswordProperties): PasswordPolicy {
  const isDefault = given === undefined;
  return {
    minimumLength: given?.MinimumLength ?? 8,
    lowercase: given?.RequireLowercase ?? isDefault,
    uppercase: given?.RequireUppercase ?? isDefault,
    numbers: given?.RequireNumbers ?? isDefault,
    symbols: given?.RequireSymbols ?? isDefault,
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

function signInMessage({ EmailAuthenticationMessage, EmailAuthenticationSubject }: PoolProperties): MessageTemplate {
  return {
    subject: EmailAuthenticationSubject ?? 'Your authentication code',
    text: EmailAuthenticationMessage ?? 'Your authentication code is {####}.',
  };
}

function invitation({ AdminCreateUserConfig }: PoolProperties): MessageTemplate {
  const own = AdminCreateUserConfig?.InviteMessageTemplate;
  return {
    subject: own?.EmailSubject ?? 'Your temporary password',
    text: own?.EmailMessage ?? 'Your username is {username} and temporary password is {####}.',
  };
}
