import type { Stack } from 'aws-cdk-lib';
import { type UserInvitationConfig, UserPoolEmail, type UserVerificationConfig } from 'aws-cdk-lib/aws-cognito';
import type { StageSettings } from '../stages/stage-config';

/** Amazon SES if the stage has a sender; otherwise Cognito itself, which sends at most 50 e-mails per day. */
export function emailSender({ sender }: StageSettings, { region }: Stack): UserPoolEmail {
  if (!sender) return UserPoolEmail.withCognito();
  return UserPoolEmail.withSES({
    fromEmail: sender.address,
    sesRegion: sender.region ?? region,
    ...(sender.name && { fromName: displayName(sender.name) }),
    ...(sender.verifiedDomain && { sesVerifiedDomain: sender.verifiedDomain }),
    ...(sender.configurationSet && { configurationSetName: sender.configurationSet }),
  });
}

/** Quoted, because a comma or a dot would end an unquoted name. The CDK encodes names that are not ASCII. */
function displayName(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? JSON.stringify(name) : name;
}

/**
 * Cognito uses one template for sign-up codes and for password-reset codes: this text fits both. The advice to reset the
 * password is for a person whose address another person signed up with: docs/security.md, account pre-hijacking.
 */
export function verificationEmail({ productName }: StageSettings): UserVerificationConfig {
  const product = escapeHtml(productName);
  return {
    emailSubject: `Your code for ${productName}`,
    emailBody: [
      '<p>Your code is <strong>{####}</strong>.</p>',
      `<p>Enter it to confirm your e-mail address for ${product}, or to choose a new password.`,
      'Do not share this code.</p>',
      '<p>If your password is not accepted afterwards, reset it: another person may have signed up with your address.</p>',
      '<p>If you did not sign up or request a code, you can ignore this e-mail.</p>',
    ].join('\n'),
  };
}

/** For an account that an administrator created. Cognito inserts the username and a temporary password. */
export function invitationEmail({ productName }: StageSettings): UserInvitationConfig {
  return {
    emailSubject: `Your account for ${productName}`,
    emailBody: [
      `<p>An account for ${escapeHtml(productName)} was created for you. Your username is <strong>{username}</strong>.</p>`,
      '<p>Sign in with the temporary password <strong>{####}</strong>. You will then be asked to choose a new password.</p>',
    ].join('\n'),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
