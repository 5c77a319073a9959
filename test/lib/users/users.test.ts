import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AuthStack } from '../../../lib/auth-stack';
import { stageFromContext } from '../../../lib/stages/stages';
import { groups } from '../../../lib/users/groups';
import { assertPinned } from '../support/pinned';
import { onlyOne, resourcesOf, stacks, stageWith, templateOf, testApp } from '../support/stacks';

const IMMUTABLE = `Cognito cannot change this in an existing user pool: CloudFormation refuses the update. Undo the change. If the pool has to be different, add a second pool and move the users to it (with a migration
trigger or an import).`;

describe('the setting signInWith', () => {
  it('keeps the value with which each stage was first deployed', () => {
    const advice = `${IMMUTABLE}\n\nBefore a stage is first deployed, change the value in lib/stages/stages.ts and here.`;
    const found = ['dev', 'prod'].map((stage) => [stage, stageFromContext({ stage }).signInWith]);
    const pinned = { dev: 'username', prod: 'username' };
    assertPinned(Object.fromEntries(found), pinned, advice);
  });
});

describe.each(stacks)('the user pool, $title', ({ stage, template }) => {
  const [, { Properties: pool }] = onlyOne(template, 'AWS::Cognito::UserPool');

  it('keeps the properties that Cognito cannot change in an existing pool', () => {
    const { Schema, UsernameAttributes, AliasAttributes, UsernameConfiguration } = pool;
    const byName = stage.signInWith === 'username';
    assertPinned(
      { Schema, UsernameAttributes, AliasAttributes, UsernameConfiguration },
      {
        // With a Schema, later updates of the pool can fail: aws-cdk#8585.
        Schema: undefined,
        UsernameAttributes: byName ? undefined : ['email'],
        AliasAttributes: byName ? ['email'] : undefined,
        UsernameConfiguration: { CaseSensitive: false },
      },
      IMMUTABLE,
    );
  });

  it('logs e-mails that Cognito cannot deliver, with the retention of the stage, retained in prod', () => {
    const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
    const [, { Properties }] = onlyOne(template, 'AWS::Cognito::LogDeliveryConfiguration');
    const logs = resourcesOf(template, 'AWS::Logs::LogGroup').filter(([id]) => id.startsWith('UsersEmailErrorLog'));
    const [[logId, log] = ['', undefined]] = logs;
    expect(log).toMatchObject({
      Properties: { RetentionInDays: stage.logRetention },
      DeletionPolicy: stage.name === 'prod' ? 'Retain' : 'Delete',
    });
    expect(Properties).toEqual({
      UserPoolId: { Ref: poolId },
      LogConfigurations: [
        {
          EventSource: 'userNotification',
          LogLevel: 'ERROR',
          // Cognito rejects the ARN with the ":*" that the attribute Arn of a log group has.
          CloudWatchLogsConfiguration: { LogGroupArn: logGroupArn(logId) },
        },
      ],
    });
  });

  it('allows self sign-up and verifies the e-mail address with a code', () => {
    expect(pool).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ['email'],
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
    });
  });

  it('keeps the old e-mail address until the new one is verified', () => {
    expect(pool.UserAttributeUpdateSettings).toEqual({
      AttributesRequireVerificationBeforeUpdate: ['email'],
    });
  });

  it('sends e-mails with the product name and the code', () => {
    const { EmailSubject, EmailMessage } = pool.VerificationMessageTemplate;
    expect(EmailSubject).toBe(`Your code for ${stage.productName}`);
    expect(EmailMessage).toContain('<strong>{####}</strong>');
    expect(EmailMessage).toContain(stage.productName);
    const invitation = pool.AdminCreateUserConfig.InviteMessageTemplate;
    expect(invitation.EmailSubject).toBe(`Your account for ${stage.productName}`);
    for (const placeholder of ['{username}', '{####}']) expect(invitation.EmailMessage).toContain(placeholder);
  });

  it('tells the receiver of a code to reset a password that is not accepted, and when to ignore the e-mail', () => {
    const { EmailMessage } = pool.VerificationMessageTemplate;
    expect(EmailMessage).toContain('If your password is not accepted afterwards, reset it');
    expect(EmailMessage).toContain('If you did not sign up or request a code, you can ignore this e-mail');
  });

  it('recovers accounts by e-mail only', () => {
    expect(pool.AccountRecoverySetting).toEqual({
      RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }],
    });
  });

  it('requires passwords of at least 8 characters with lower case, upper case, digit and symbol', () => {
    expect(pool.Policies.PasswordPolicy).toEqual({
      MinimumLength: 8,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
    });
  });

  it('has the plan Essentials, which refresh token rotation needs', () => {
    expect(pool.UserPoolTier).toBe('ESSENTIALS');
  });

  it('makes MFA optional, with TOTP as the only second factor', () => {
    expect([pool.MfaConfiguration, pool.EnabledMfas]).toEqual(['OPTIONAL', ['SOFTWARE_TOKEN_MFA']]);
  });

  // test/lib/users/triggers.test.ts compares the triggers with the rows.
  it('has no SMS configuration', () => {
    expect(pool.SmsConfiguration).toBeUndefined();
  });

  it('is retained and protected against deletion in prod, and deleted with the stack in dev', () => {
    const [, { DeletionPolicy, UpdateReplacePolicy }] = onlyOne(template, 'AWS::Cognito::UserPool');
    expect([pool.DeletionProtection, DeletionPolicy, UpdateReplacePolicy]).toEqual(
      stage.name === 'prod' ? ['ACTIVE', 'Retain', 'Retain'] : ['INACTIVE', 'Delete', 'Delete'],
    );
  });
});

describe.each(stacks)('the app client, $title', ({ template }) => {
  const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
  const [, { Properties: client }] = onlyOne(template, 'AWS::Cognito::UserPoolClient');

  it('is a public client without a secret', () => {
    expect(client).toMatchObject({ UserPoolId: { Ref: poolId }, GenerateSecret: false });
  });

  it('allows sign-in with a password or SRP only', () => {
    expect([...client.ExplicitAuthFlows].sort()).toEqual(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH']);
    expect(client.SupportedIdentityProviders).toEqual(['COGNITO']);
  });

  it('has OAuth disabled: no flow, scope or redirect URL', () => {
    const { AllowedOAuthFlowsUserPoolClient, AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs, LogoutURLs } = client;
    expect(AllowedOAuthFlowsUserPoolClient).toBe(false);
    expect(
      [AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs, LogoutURLs].every((value) => value === undefined),
    ).toBe(true);
  });

  it('prevents user existence errors', () => {
    expect(client.PreventUserExistenceErrors).toBe('ENABLED');
  });

  it('can revoke tokens and rotates refresh tokens with a grace period of 60 seconds', () => {
    expect(client.EnableTokenRevocation).toBe(true);
    expect(client.RefreshTokenRotation).toEqual({ Feature: 'ENABLED', RetryGracePeriodSeconds: 60 });
  });

  it('lets users read email and email_verified, and write email only', () => {
    expect(client.WriteAttributes).toEqual(['email']);
    expect([...client.ReadAttributes].sort()).toEqual(['email', 'email_verified']);
  });

  it('issues ID and access tokens for 15 minutes and refresh tokens for 30 days', () => {
    expect(client.TokenValidityUnits).toEqual({
      IdToken: 'minutes',
      AccessToken: 'minutes',
      RefreshToken: 'minutes',
    });
    expect([client.IdTokenValidity, client.AccessTokenValidity, client.RefreshTokenValidity]).toEqual([15, 15, 43_200]);
  });
});

describe.each(stacks)('the groups, $title', ({ stack, template }) => {
  const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
  const found = resourcesOf(template, 'AWS::Cognito::UserPoolGroup');

  it('are the groups that routes require', () => {
    expect(found.map(([, { Properties }]) => Properties)).toEqual(
      Object.entries(groups).map(([GroupName, Description]) => ({
        UserPoolId: { Ref: poolId },
        GroupName,
        Description,
      })),
    );
    const named = stack.api.routes.flatMap(({ row }) => row.group ?? []);
    expect([...new Set(named)].sort()).toEqual(Object.keys(groups).sort());
  });

  it('are retained and deleted like the user pool', () => {
    const [, { DeletionPolicy, UpdateReplacePolicy }] = onlyOne(template, 'AWS::Cognito::UserPool');
    expect(found).not.toHaveLength(0);
    for (const [, group] of found) expect(group).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
  });
});

describe('the settings of users', () => {
  const resourcesWith = (options: Record<string, unknown>) => {
    const template = templateOf(stageWith(options));
    const pool = onlyOne(template, 'AWS::Cognito::UserPool')[1].Properties;
    const client = onlyOne(template, 'AWS::Cognito::UserPoolClient')[1].Properties;
    return { pool, client };
  };

  it('set the password policy of the pool', () => {
    const passwordPolicy = {
      minLength: 14,
      requireLowercase: false,
      requireUppercase: true,
      requireDigits: false,
      requireSymbols: true,
    };
    expect(resourcesWith({ passwordPolicy }).pool.Policies.PasswordPolicy).toEqual({
      MinimumLength: 14,
      RequireLowercase: false,
      RequireUppercase: true,
      RequireNumbers: false,
      RequireSymbols: true,
    });
  });

  it('turn MFA off, turn self sign-up off, and set the lifetimes of the tokens', () => {
    const tokenLifetimes = { idTokenMinutes: 5, accessTokenMinutes: 60, refreshTokenDays: 7 };
    const { pool, client } = resourcesWith({ mfa: 'off', selfSignUp: false, tokenLifetimes });
    expect([pool.MfaConfiguration, pool.EnabledMfas]).toEqual(['OFF', undefined]);
    expect(pool.AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(true);
    expect([client.IdTokenValidity, client.AccessTokenValidity, client.RefreshTokenValidity]).toEqual([5, 60, 10_080]);
  });

  const managedLogin = {
    domainPrefix: 'engine',
    callbackUrls: ['https://a.example/'],
    logoutUrls: ['https://a.example/'],
  };

  it.each([
    ['username', [{ Name: 'email', Required: true, Mutable: true }]],
    ['email', undefined],
  ])('add a Schema to the pool with managed login and user names only: sign-in by %s', (signInWith, schema) => {
    expect(resourcesWith({ managedLogin, signInWith }).pool.Schema).toEqual(schema);
  });
});

/** Paths of the constructs with a warning that matches a pattern. */
function warnings(options: Record<string, unknown>, pattern: string): string[] {
  const stack = new AuthStack(testApp(), 'Stack', { stage: stageWith(options) });
  const printed = jest.spyOn(console, 'error').mockImplementation();
  const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(pattern));
  printed.mockRestore();
  return found.map(({ id }) => id);
}

function logGroupArn(logId: string): object {
  const [partition, region, account] = ['AWS::Partition', 'AWS::Region', 'AWS::AccountId'].map((Ref) => ({ Ref }));
  return { 'Fn::Join': ['', ['arn:', partition, ':logs:', region, ':', account, ':log-group:', { Ref: logId }]] };
}

describe('the e-mails', () => {
  const emailOf = (options: Record<string, unknown>) =>
    onlyOne(templateOf(stageWith(options)), 'AWS::Cognito::UserPool')[1].Properties.EmailConfiguration;
  const arn = (region: unknown, identity: string) => ({
    'Fn::Join': ['', expect.arrayContaining([':ses:', region, { Ref: 'AWS::AccountId' }, `:identity/${identity}`])],
  });

  it('are sent by Cognito without the setting sender', () => {
    expect(emailOf({})).toEqual({ EmailSendingAccount: 'COGNITO_DEFAULT' });
  });

  it.each([
    [1, { stage: 'prod', allowedOrigins: '[]' }],
    [0, { stage: 'prod', allowedOrigins: '[]', sender: { address: 'no-reply@example.com' } }],
    [0, {}],
  ])('cause %i warnings about the e-mail quota with the options %j', (times, options) => {
    const warned = warnings(options, 'at most 50 per day.*CognitoEmailQuota');
    expect(warned).toEqual(Array(times).fill('/Stack/Users/UserPool'));
  });

  it('are sent by SES from the address of the sender, in the region of the stack by default', () => {
    expect(emailOf({ sender: { address: 'no-reply@example.com' } })).toEqual({
      EmailSendingAccount: 'DEVELOPER',
      From: 'no-reply@example.com',
      SourceArn: arn({ Ref: 'AWS::Region' }, 'no-reply@example.com'),
    });
  });

  it('are sent by SES with the name, the verified domain, the region and the configuration set of the sender', () => {
    const sender = {
      address: 'no-reply@example.com',
      name: 'Engine, Inc.',
      verifiedDomain: 'example.com',
      region: 'eu-west-1',
      configurationSet: 'bounces',
    };
    const { From, SourceArn, ConfigurationSet } = emailOf({ sender });
    expect(ConfigurationSet).toBe('bounces');
    expect(From).toBe('"Engine, Inc." <no-reply@example.com>');
    expect(JSON.stringify(SourceArn)).toMatch(/:ses:eu-west-1:.*:identity\/example\.com"/);
  });

  it('escape HTML in the product name', () => {
    const template = templateOf(stageWith({ productName: '<b>Salt & Pepper</b>' }));
    const pool = onlyOne(template, 'AWS::Cognito::UserPool')[1].Properties;
    for (const { EmailMessage } of [pool.VerificationMessageTemplate, pool.AdminCreateUserConfig.InviteMessageTemplate])
      expect(EmailMessage).toContain('&#60;b&#62;Salt &#38; Pepper&#60;/b&#62;');
  });
});
