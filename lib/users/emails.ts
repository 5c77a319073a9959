import type { Stack } from 'aws-cdk-lib';
import { type UserInvitationConfig, UserPoolEmail, type UserVerificationConfig } from 'aws-cdk-lib/aws-cognito';
import type { StageSettings } from '../stages/stage-config';

/** Who sends: SES where the stage names a sender, and otherwise Cognito itself, at most 50 mails a day. */
export function mailSender({ sender }: StageSettings, { region }: Stack): UserPoolEmail {
  if (!sender) return UserPoolEmail.withCognito();
  return UserPoolEmail.withSES({
    fromEmail: sender.address,
    sesRegion: sender.region ?? region,
    ...(sender.name && { fromName: displayName(sender.name) }),
    ...(sender.verifiedDomain && { sesVerifiedDomain: sender.verifiedDomain }),
  });
}

/** In quotes, without which a comma or a dot in it ends the name. The CDK encodes what is not ASCII. */
function displayName(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? JSON.stringify(name) : name;
}

/** Cognito has one text for a new account and for a new password, so this one speaks of both. */
export function codeMail({ productName }: StageSettings): UserVerificationConfig {
  const product = escapeHtml(productName);
  return {
    emailSubject: `Your code for ${productName}`,
    emailBody: [
      '<p>Your code is <strong>{####}</strong>.</p>',
      `<p>It confirms your e-mail address for ${product}, or lets you choose a new password: whichever was asked for.`,
      'Give it to nobody else.</p>',
      '<p>If you asked for nothing, somebody has mistyped an address, and you need not do anything.</p>',
    ].join('\n'),
  };
}

/** For an account that an administrator has made: Cognito puts in the name and a password for the first sign-in. */
export function invitationMail({ productName }: StageSettings): UserInvitationConfig {
  return {
    emailSubject: `Your account with ${productName}`,
    emailBody: [
      `<p>There is an account for you with ${escapeHtml(productName)}: <strong>{username}</strong>.</p>`,
      '<p>Sign in with the password <strong>{####}</strong>; you will then choose one of your own.</p>',
    ].join('\n'),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
