import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { EmbeddedCognito } from '../../../src/cognito/embedded-cognito';
import type { UserPoolDefinition } from '../../../src/cognito/settings/definitions';
import {
  addUser,
  claimsOf,
  exceptionOf,
  Harness,
  password,
  pool,
  REGION,
  signIn,
  tokensOf,
  WEB,
  webClient,
} from '../support/harness';
import { reusedKeyPairs } from '../support/key-pairs';

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:trigger';
const cognito = new EmbeddedCognito({ region: REGION, newKeyPair: reusedKeyPairs(), log: () => {} });
const withPool = (properties: object): UserPoolDefinition => ({
  ...pool,
  properties: { ...pool.properties, ...properties },
});
const withClient = (properties: object): UserPoolDefinition => ({
  ...pool,
  clients: [{ ...webClient, properties: { ...webClient.properties, ...properties } }],
});
const resultOf = (definition: UserPoolDefinition) => {
  try {
    cognito.configure([definition]);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('configure', () => {
  it.each([
    [{ LambdaConfig: { DefineAuthChallenge: 'arn' } }, 'the setting LambdaConfig.DefineAuthChallenge.'],
    [{ LambdaConfig: { CustomEmailSender: {} } }, 'the setting LambdaConfig.CustomEmailSender.'],
    [{ LambdaConfig: { InboundFederation: {} } }, 'the setting LambdaConfig.InboundFederation.'],
    [{ LambdaConfig: { KMSKeyID: 'arn' } }, 'the setting LambdaConfig.KMSKeyID.'],
    [{ MfaConfiguration: 'ON' }, 'MfaConfiguration = "ON" without EnabledMfas = ["SOFTWARE_TOKEN_MFA"].'],
    [{ MfaConfiguration: 'OPTIONAL' }, 'MfaConfiguration = "OPTIONAL" without EnabledMfas = ["SOFTWARE_TOKEN_MFA"].'],
    [{ EnabledMfas: ['SMS_MFA'] }, 'EnabledMfas.0 = "SMS_MFA"; it supports "SOFTWARE_TOKEN_MFA".'],
    [{ EnabledMfas: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] }, 'EnabledMfas.1 = "EMAIL_OTP"; it supports'],
    [{ SmsConfiguration: {} }, 'the setting SmsConfiguration.'],
    [{ DeviceConfiguration: {} }, 'the setting DeviceConfiguration.'],
    [{ AutoVerifiedAttributes: ['phone_number'] }, 'AutoVerifiedAttributes.0 = "phone_number"; it supports "email".'],
    [{ AliasAttributes: ['email', 'preferred_username'] }, 'AliasAttributes.1 = "preferred_username"'],
    [{ UsernameAttributes: ['phone_number'] }, 'UsernameAttributes.0 = "phone_number"'],
    [{ UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } }, 'UserPoolAddOns.AdvancedSecurityMode = "ENFORCED"'],
    [
      { VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_LINK' } },
      'VerificationMessageTemplate.DefaultEmailOption = "CONFIRM_WITH_LINK"',
    ],
    [
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'SMS_OTP'] } } },
      'Policies.SignInPolicy.AllowedFirstAuthFactors.1 = "SMS_OTP"',
    ],
    [
      { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['phone_number'] } },
      'UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate.0 = "phone_number"',
    ],
    [{ WebAuthnUserVerification: 'discouraged' }, 'WebAuthnUserVerification = "discouraged"; it supports "preferred"'],
    [{ WebAuthnFactorConfiguration: 'TWO' }, 'WebAuthnFactorConfiguration = "TWO"; it supports "SINGLE_FACTOR"'],
  ])('rejects a user pool with %j and names the setting', (properties, words) => {
    const message = resultOf(withPool(properties));
    expect(message).toMatch(/^UserPool "UserPool": the embedded Cognito does not support .*\.$/);
    expect(message).toContain(words);
  });

  it.each([
    [{ GenerateSecret: true }, 'GenerateSecret = true; it supports false.'],
    [{ AllowedOAuthFlows: ['code', 'implicit'] }, 'AllowedOAuthFlows.1 = "implicit"; it supports "code".'],
    [{ AllowedOAuthScopes: ['api/read'] }, 'AllowedOAuthScopes.0 = "api/read"; it supports "openid"'],
    [{ SupportedIdentityProviders: ['COGNITO', 'Google'] }, 'SupportedIdentityProviders.1 = "Google"'],
    [{ ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] }, 'ExplicitAuthFlows.0 = "ALLOW_CUSTOM_AUTH"'],
    [{ Novelty: 1 }, 'the setting Novelty.'],
  ])('rejects a client with %j and names the setting', (properties, words) => {
    const message = resultOf(withClient(properties));
    expect(message).toMatch(/^UserPoolClient "Web": the embedded Cognito does not support .*\.$/);
    expect(message).toContain(words);
  });

  it.each([
    [{ MinimumLength: 5 }, 'Policies.PasswordPolicy.MinimumLength must be at least 6, not 5'],
    [{ MinimumLength: 100 }, 'Policies.PasswordPolicy.MinimumLength must be at most 99, not 100'],
    [{ PasswordHistorySize: 25 }, 'Policies.PasswordPolicy.PasswordHistorySize must be at most 24, not 25'],
    [
      { TemporaryPasswordValidityDays: 366 },
      'Policies.PasswordPolicy.TemporaryPasswordValidityDays must be at most 365',
    ],
  ])('rejects the password policy %j, as AWS does', (PasswordPolicy, words) => {
    expect(resultOf(withPool({ Policies: { PasswordPolicy } }))).toMatch(/^UserPool "UserPool": .*; AWS refuses it\.$/);
    expect(resultOf(withPool({ Policies: { PasswordPolicy } }))).toContain(words);
  });

  const factors = (...AllowedFirstAuthFactors: string[]) => ({
    Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
  });
  it.each([
    [factors('EMAIL_OTP'), 'Policies.SignInPolicy.AllowedFirstAuthFactors must contain PASSWORD'],
    [{ ...factors('PASSWORD', 'WEB_AUTHN'), UserPoolTier: 'LITE' }, 'WEB_AUTHN, which needs UserPoolTier ESSENTIALS'],
    [{ EmailAuthenticationMessage: 'Welcome' }, 'EmailAuthenticationMessage must contain the placeholder {####}'],
    [{ WebAuthnRelyingPartyID: 'x'.repeat(64) }, 'WebAuthnRelyingPartyID must be at most 63'],
  ])('rejects the sign-in settings %j, as AWS does', (properties, words) => {
    expect(resultOf(withPool(properties))).toMatch(/^UserPool "UserPool": .*; AWS refuses it\.$/);
    expect(resultOf(withPool(properties))).toContain(words);
  });

  it('rejects ALLOW_USER_AUTH in a pool of the tier LITE, as AWS does', () => {
    const { clients } = withClient({ ExplicitAuthFlows: ['ALLOW_USER_AUTH'] });
    const lite = withPool({ UserPoolTier: 'LITE' });
    expect(resultOf({ ...lite, clients })).toBe(
      'UserPoolClient "Web": ExplicitAuthFlows must not contain ALLOW_USER_AUTH in a user pool with UserPoolTier LITE; ' +
        'AWS refuses it.',
    );
  });

  const minutes = { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' };
  it.each([
    [
      { AccessTokenValidity: 4, TokenValidityUnits: minutes },
      'AccessTokenValidity must be from 300 to 86400 seconds, not 240',
    ],
    [{ AccessTokenValidity: 25 }, 'AccessTokenValidity must be from 300 to 86400 seconds, not 90000'],
    [{ IdTokenValidity: 1, TokenValidityUnits: minutes }, 'IdTokenValidity must be from 300 to 86400 seconds, not 60'],
    [{ RefreshTokenValidity: 59, TokenValidityUnits: minutes }, 'RefreshTokenValidity must be from 3600 to 315360000'],
    [{ RefreshTokenValidity: 3651 }, 'RefreshTokenValidity must be from 3600 to 315360000 seconds'],
    [{ AuthSessionValidity: 2 }, 'AuthSessionValidity must be at least 3, not 2'],
    [{ AuthSessionValidity: 16 }, 'AuthSessionValidity must be at most 15, not 16'],
    [
      { ExplicitAuthFlows: [], RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 61 } },
      'RefreshTokenRotation.RetryGracePeriodSeconds must be at most 60, not 61',
    ],
    [
      { RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 } },
      'ExplicitAuthFlows must not contain ALLOW_REFRESH_TOKEN_AUTH with RefreshTokenRotation',
    ],
    [{ ReadAttributes: ['email', 'mail'] }, 'ReadAttributes contains mail, which the schema'],
    [{ WriteAttributes: ['custom:unknown'] }, 'WriteAttributes contains custom:unknown, which the schema'],
  ])('rejects a client with %j, as AWS does', (properties, words) => {
    expect(resultOf(withClient(properties))).toMatch(/^UserPoolClient "Web": .*; AWS refuses it\.$/);
    expect(resultOf(withClient(properties))).toContain(words);
  });

  it('accepts the limits of the API’s model', () => {
    const PasswordPolicy = { MinimumLength: 99, PasswordHistorySize: 24, TemporaryPasswordValidityDays: 365 };
    expect(resultOf(withPool({ Policies: { PasswordPolicy } }))).toBe('accepted');
    const properties = {
      AccessTokenValidity: 5,
      AuthSessionValidity: 15,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      IdTokenValidity: 1_440,
      ReadAttributes: ['custom:role', 'phone_number_verified'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
      RefreshTokenValidity: 60,
      TokenValidityUnits: minutes,
    };
    expect(resultOf(withClient(properties))).toBe('accepted');
  });

  it('rejects two groups whose names differ in case only, as AWS does', () => {
    const group = (GroupName: string) => ({ logicalId: GroupName, properties: { GroupName, UserPoolId: pool.id } });
    expect(resultOf({ ...pool, groups: [group('admins'), group('Admins')] })).toBe(
      'UserPool "UserPool": two groups have the name Admins, regardless of case; AWS refuses it.',
    );
  });

  it('rejects a trigger if nothing runs functions, and says what to do', () => {
    expect(resultOf(withPool({ LambdaConfig: { PreSignUp: arn } }))).toBe(
      'UserPool "UserPool": LambdaConfig.PreSignUp names a function, but nothing was given that runs functions. Give ' +
        '`triggers` of the pool to startCognito, give `invokeFunction` to EmbeddedCognito, or remove the trigger.',
    );
  });

  it('accepts triggers if functions can be run', () => {
    const withFunctions = new EmbeddedCognito({
      region: REGION,
      newKeyPair: reusedKeyPairs(),
      invokeFunction: async () => ({ failure: 'not called' }),
    });
    const PreTokenGenerationConfig = { LambdaArn: arn, LambdaVersion: 'V3_0' };
    const LambdaConfig = { PreSignUp: arn, PreTokenGeneration: arn, PreTokenGenerationConfig };
    expect(() => withFunctions.configure([withPool({ LambdaConfig })])).not.toThrow();
  });

  it.each([
    [
      {
        LambdaConfig: {
          PreTokenGeneration: 'other',
          PreTokenGenerationConfig: { LambdaArn: arn, LambdaVersion: 'V1_0' },
        },
      },
      'LambdaConfig.PreTokenGeneration and LambdaConfig.PreTokenGenerationConfig.LambdaArn must be the same function',
    ],
    [
      { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arn, LambdaVersion: 'V2_0' } }, UserPoolTier: 'LITE' },
      'LambdaConfig.PreTokenGenerationConfig.LambdaVersion V2_0 needs UserPoolTier ESSENTIALS or PLUS, not LITE',
    ],
  ])('rejects %j, as AWS does', (properties, problem) => {
    expect(resultOf(withPool(properties))).toBe(`UserPool "UserPool": ${problem}; AWS refuses it.`);
  });

  it('ignores settings that clients cannot observe', () => {
    const harmless = withPool({
      DeletionProtection: 'ACTIVE',
      EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', From: 'me@example.org' },
      EmailVerificationMessage: '{####}',
      SmsVerificationMessage: '{####}',
      LambdaConfig: {},
      UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
      UserPoolName: 'name',
      UserPoolTags: { a: 'b' },
      UserPoolTier: 'ESSENTIALS',
    });
    expect(resultOf(harmless)).toBe('accepted');
  });

  it('accepts the properties that the CDK synthesizes', () => {
    const properties = {
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AliasAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      DeletionProtection: 'ACTIVE',
      EmailVerificationMessage: 'The verification code to your new account is {####}',
      EmailVerificationSubject: 'Verify your new account',
      Policies: { PasswordPolicy: { MinimumLength: 8, RequireSymbols: true } },
      Schema: [{ Mutable: true, Name: 'email', Required: true }],
      SmsVerificationMessage: 'The verification code to your new account is {####}',
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      UserPoolTier: 'ESSENTIALS',
      UsernameConfiguration: { CaseSensitive: false },
      VerificationMessageTemplate: {
        DefaultEmailOption: 'CONFIRM_WITH_CODE',
        EmailMessage: 'The verification code to your new account is {####}',
        EmailSubject: 'Verify your new account',
        SmsMessage: 'The verification code to your new account is {####}',
      },
    };
    const client = {
      AccessTokenValidity: 60,
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
      ReadAttributes: ['email', 'email_verified'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
      SupportedIdentityProviders: ['COGNITO'],
      TokenValidityUnits: { AccessToken: 'minutes' },
      UserPoolId: pool.id,
      WriteAttributes: ['email'],
    };
    const clients = [{ logicalId: 'Client', id: WEB, properties: client }];
    expect(resultOf({ logicalId: 'UserPool', id: pool.id, properties, clients })).toBe('accepted');
  });
});

describe('a second configure', () => {
  let harness: Harness;
  let aws: CognitoIdentityProvider;

  beforeAll(async () => {
    harness = new Harness([pool]);
    aws = await harness.start();
    await addUser(harness, aws, 'ada');
  });
  afterAll(() => harness.stop());

  it('applies settings that can change and keeps users, tokens and keys', async () => {
    const { AccessToken } = await tokensOf(aws, 'ada');
    harness.cognito.configure([withClient({ AccessTokenValidity: 2 })]);
    expect(await exceptionOf(aws.getUser({ AccessToken }))).toBe('no exception');
    const { AccessToken: next } = await tokensOf(aws, 'ada');
    const { iat, exp } = claimsOf(next);
    expect(Number(exp) - Number(iat)).toBe(7200);
  });

  it('applies a new password policy to the next password', async () => {
    harness.cognito.configure([withPool({ Policies: { PasswordPolicy: { MinimumLength: 20 } } })]);
    const attempt = aws.signUp({ ClientId: WEB, Username: 'bob', Password: password });
    expect(await exceptionOf(attempt)).toMatch(/Attributes did not conform/);
    const UserAttributes = [{ Name: 'email', Value: 'bob@example.org' }];
    const next = aws.signUp({ ClientId: WEB, Username: 'bob', Password: password, UserAttributes });
    expect(await exceptionOf(next)).toMatch(/Password not long enough/);
    expect(await exceptionOf(signIn(aws, 'ada'))).toBe('no exception');
  });

  it.each([
    ['AliasAttributes', { AliasAttributes: [] }],
    ['Schema', { Schema: [] }],
    ['UsernameAttributes', { UsernameAttributes: ['email'], AliasAttributes: pool.properties.AliasAttributes }],
    ['UsernameConfiguration', { UsernameConfiguration: { CaseSensitive: true } }],
  ])('rejects a change of %s while the pool has users, and changes nothing', async (name, change) => {
    const another = { ...pool, id: 'us-east-1_Another01', clients: [] };
    expect(() => harness.cognito.configure([another, withPool(change)])).toThrow(
      new RegExp(`^UserPool "UserPool": ${name} cannot change while the pool has users; .* Undo the change`),
    );
    expect(await exceptionOf(signIn(aws, 'ada'))).toBe('no exception');
    expect((await fetch(`${harness.endpoint}/us-east-1_Another01/.well-known/jwks.json`)).status).toBe(404);
  });

  it('applies such a change to an empty pool', async () => {
    const empty = new Harness([pool]);
    const client = await empty.start();
    empty.cognito.configure([withPool({ UsernameConfiguration: { CaseSensitive: true } })]);
    await addUser(empty, client, 'Ada');
    expect(await exceptionOf(signIn(client, 'Ada'))).toBe('no exception');
    expect(await exceptionOf(signIn(client, 'ada'))).toBe('NotAuthorizedException: Incorrect username or password.');
    await empty.stop();
  });

  it('removes pools and clients that are not listed', async () => {
    harness.cognito.configure([{ ...pool, clients: [] }]);
    expect(await exceptionOf(signIn(aws, 'ada'))).toMatch(/^ResourceNotFoundException/);
    harness.cognito.configure([]);
    expect((await fetch(`${harness.endpoint}/${pool.id}/.well-known/jwks.json`)).status).toBe(404);
  });
});
