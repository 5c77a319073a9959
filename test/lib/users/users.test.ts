import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AuthStack } from '../../../lib/auth-stack';
import { routesFor } from '../../../lib/routes';
import { stageFromContext } from '../../../lib/stages/stages';
import { groups } from '../../../lib/users/groups';
import { onlyOne, resourcesOf, stacks, stageWith, templateOf, testApp } from '../support/stacks';

const REPLACED = `This would replace the user pool or its client in stacks that are deployed: CloudFormation makes a new one,
empty, and every user has to sign up again (in prod the old pool stays behind, unused; in dev it is deleted). The ids come
from the tree of constructs: AuthStack > 'UserDirectory' > 'UserPool' > 'Client'. Give the constructs their old ids back. If
they have to move, keep the id with overrideLogicalId(), or run "cdk refactor". Only while nothing is deployed anywhere
may the test be changed instead.`;

const IMMUTABLE = `Cognito cannot change this once a pool exists: the deployment fails, or replaces the pool and loses its
users. Put it back. A pool that really has to be different is a second pool, to which users are moved on purpose (a
migration trigger, or an import).`;

/** Like toEqual, with a sentence for the person who did not know what they were about to do. */
function expectPinned(found: unknown, pinned: unknown, advice: string): void {
  try {
    expect(found).toEqual(pinned);
  } catch (error) {
    throw new Error(`${advice}\n\n${error instanceof Error ? error.message : error}`);
  }
}

describe('how people sign in', () => {
  it('stays as it was when the stage was first deployed', () => {
    const advice = `${IMMUTABLE}\n\nWhile a stage is deployed nowhere, choose freely in lib/stage.ts, and here.`;
    const found = ['dev', 'prod'].map((stage) => [stage, stageFromContext({ stage }).signInWith]);
    const pinned = { dev: 'username', prod: 'username' };
    expectPinned(Object.fromEntries(found), pinned, advice);
  });
});

describe.each(stacks)('the user pool of $title', ({ stage, template }) => {
  const [id, { Properties: pool }] = onlyOne(template, 'AWS::Cognito::UserPool');

  it('keeps the logical id that deployed stacks know it by', () => {
    expectPinned(id, 'UserDirectoryUserPoolD2758A4E', REPLACED);
  });

  it('keeps what cannot be changed in a pool that exists', () => {
    const { Schema, UsernameAttributes, AliasAttributes, UsernameConfiguration } = pool;
    const byName = stage.signInWith === 'username';
    expectPinned(
      { Schema, UsernameAttributes, AliasAttributes, UsernameConfiguration },
      {
        Schema: [{ Name: 'email', Required: true, Mutable: true }],
        UsernameAttributes: byName ? undefined : ['email'],
        AliasAttributes: byName ? ['email'] : undefined,
        UsernameConfiguration: { CaseSensitive: false },
      },
      IMMUTABLE,
    );
  });

  it('lets anybody sign up, with an address that a code proves', () => {
    expect(pool).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ['email'],
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
    });
  });

  it('keeps the old address until the new one is proved', () => {
    expect(pool.UserAttributeUpdateSettings).toEqual({
      AttributesRequireVerificationBeforeUpdate: ['email'],
    });
  });

  it('sends mails in words of our own, with the name of the product and the code', () => {
    const { EmailSubject, EmailMessage } = pool.VerificationMessageTemplate;
    expect(EmailSubject).toBe(`Your code for ${stage.productName}`);
    expect(EmailMessage).toContain('<strong>{####}</strong>');
    expect(EmailMessage).toContain(stage.productName);
    const invitation = pool.AdminCreateUserConfig.InviteMessageTemplate;
    expect(invitation.EmailSubject).toBe(`Your account with ${stage.productName}`);
    for (const placeholder of ['{username}', '{####}']) expect(invitation.EmailMessage).toContain(placeholder);
  });

  it('gives an account back by e-mail only', () => {
    expect(pool.AccountRecoverySetting).toEqual({
      RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }],
    });
  });

  it('asks of a password what the handlers ask first: eight characters of four kinds', () => {
    expect(pool.Policies.PasswordPolicy).toEqual({
      MinimumLength: 8,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
    });
  });

  it('is on the plan that has refresh token rotation', () => {
    expect(pool.UserPoolTier).toBe('ESSENTIALS');
  });

  it('leaves a second factor to each user: an authenticator app, and nothing that is sent', () => {
    expect([pool.MfaConfiguration, pool.EnabledMfas]).toEqual(['OPTIONAL', ['SOFTWARE_TOKEN_MFA']]);
  });

  it('sends no text messages, and runs no triggers', () => {
    expect([pool.SmsConfiguration, pool.LambdaConfig]).toEqual([undefined, undefined]);
  });

  it('cannot be deleted with its users by one command in prod', () => {
    const [, { DeletionPolicy, UpdateReplacePolicy }] = onlyOne(template, 'AWS::Cognito::UserPool');
    expect([pool.DeletionProtection, DeletionPolicy, UpdateReplacePolicy]).toEqual(
      stage.name === 'prod' ? ['ACTIVE', 'Retain', 'Retain'] : ['INACTIVE', 'Delete', 'Delete'],
    );
  });
});

describe.each(stacks)('the app client of $title', ({ template }) => {
  const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
  const [id, { Properties: client }] = onlyOne(template, 'AWS::Cognito::UserPoolClient');

  it('keeps the logical id that deployed stacks know it by', () => {
    expectPinned(id, 'UserDirectoryUserPoolClient01ABC124', REPLACED);
  });

  it('is public: it has no secret, because its id stands in every token', () => {
    expect(client).toMatchObject({ UserPoolId: { Ref: poolId }, GenerateSecret: false });
  });

  it('signs in with a password or SRP, and by no other way', () => {
    expect([...client.ExplicitAuthFlows].sort()).toEqual(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH']);
    expect(client.SupportedIdentityProviders).toEqual(['COGNITO']);
  });

  it('has no OAuth: no flow, no scope, no address to send tokens to', () => {
    const { AllowedOAuthFlowsUserPoolClient, AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs, LogoutURLs } = client;
    expect(AllowedOAuthFlowsUserPoolClient).toBe(false);
    expect(
      [AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs, LogoutURLs].every((value) => value === undefined),
    ).toBe(true);
  });

  it('does not tell who is registered', () => {
    expect(client.PreventUserExistenceErrors).toBe('ENABLED');
  });

  it('can revoke a session, and gives a refresh token once', () => {
    expect(client.EnableTokenRevocation).toBe(true);
    expect(client.RefreshTokenRotation).toEqual({ Feature: 'ENABLED', RetryGracePeriodSeconds: 60 });
  });

  it('lets a user write their address and nothing else about themselves', () => {
    expect(client.WriteAttributes).toEqual(['email']);
    expect([...client.ReadAttributes].sort()).toEqual(['email', 'email_verified']);
  });

  it('gives tokens that API Gateway takes for a quarter of an hour at most, and sessions of thirty days', () => {
    expect(client.TokenValidityUnits).toEqual({
      IdToken: 'minutes',
      AccessToken: 'minutes',
      RefreshToken: 'minutes',
    });
    expect([client.IdTokenValidity, client.AccessTokenValidity, client.RefreshTokenValidity]).toEqual([15, 15, 43_200]);
  });
});

describe.each(stacks)('the groups of $title', ({ stage, template }) => {
  const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
  const found = resourcesOf(template, 'AWS::Cognito::UserPoolGroup');

  it('are those that routes are for, under the names that tokens carry', () => {
    expect(found.map(([, { Properties }]) => Properties)).toEqual(
      Object.entries(groups).map(([GroupName, Description]) => ({
        UserPoolId: { Ref: poolId },
        GroupName,
        Description,
      })),
    );
    const named = routesFor(stage.signInWith).flatMap(({ group }) => group ?? []);
    expect([...new Set(named)].sort()).toEqual(Object.keys(groups).sort());
  });

  it('keep the logical ids that deployed stacks know them by, and their members as long as the pool its users', () => {
    const [, { DeletionPolicy, UpdateReplacePolicy }] = onlyOne(template, 'AWS::Cognito::UserPool');
    expectPinned(
      found.map(([id]) => id),
      ['UserDirectoryAdminsE0C8ED4D'],
      'CloudFormation would make the group anew, without its members. Give the construct its old id back.',
    );
    for (const [, group] of found) expect(group).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
  });
});

describe('the mails', () => {
  const emailOf = (options: Record<string, unknown>) =>
    onlyOne(templateOf(stageWith(options)), 'AWS::Cognito::UserPool')[1].Properties.EmailConfiguration;
  const arn = (region: unknown, identity: string) => ({
    'Fn::Join': ['', expect.arrayContaining([':ses:', region, { Ref: 'AWS::AccountId' }, `:identity/${identity}`])],
  });

  it('are sent by Cognito where no sender is named', () => {
    expect(emailOf({})).toEqual({ EmailSendingAccount: 'COGNITO_DEFAULT' });
  });

  it.each([
    [{ stage: 'prod', allowedOrigins: '[]' }, 1],
    [{ stage: 'prod', allowedOrigins: '[]', sender: { address: 'no-reply@example.com' } }, 0],
    [{}, 0],
  ])('are too few from Cognito for a stage whose users are real, and a warning says so (#%#)', (options, warnings) => {
    const stack = new AuthStack(testApp(), 'Stack', { stage: stageWith(options) });
    jest.spyOn(console, 'error').mockImplementation();
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('50 a day'));
    jest.restoreAllMocks();
    expect(found.map(({ id }) => id)).toEqual(Array(warnings).fill('/Stack/UserDirectory/UserPool'));
  });

  it('are sent by SES from the sender, in the region of the stack', () => {
    expect(emailOf({ sender: { address: 'no-reply@example.com' } })).toEqual({
      EmailSendingAccount: 'DEVELOPER',
      From: 'no-reply@example.com',
      SourceArn: arn({ Ref: 'AWS::Region' }, 'no-reply@example.com'),
    });
  });

  it('are sent by SES as what the sender calls itself, by its domain, from where it is verified', () => {
    const sender = {
      address: 'no-reply@example.com',
      name: 'Engine, Inc.',
      verifiedDomain: 'example.com',
      region: 'eu-west-1',
    };
    const { From, SourceArn } = emailOf({ sender });
    expect(From).toBe('"Engine, Inc." <no-reply@example.com>');
    expect(JSON.stringify(SourceArn)).toMatch(/:ses:eu-west-1:.*:identity\/example\.com"/);
  });

  it('show the name of the product as text, whatever is in it', () => {
    const template = templateOf(stageWith({ productName: '<b>Salt & Pepper</b>' }));
    const pool = onlyOne(template, 'AWS::Cognito::UserPool')[1].Properties;
    for (const { EmailMessage } of [pool.VerificationMessageTemplate, pool.AdminCreateUserConfig.InviteMessageTemplate])
      expect(EmailMessage).toContain('&#60;b&#62;Salt &#38; Pepper&#60;/b&#62;');
  });
});
