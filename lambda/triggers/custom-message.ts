import type { CustomMessageTriggerEvent } from 'aws-lambda';
import { type EmailKind, type EmailText, emailTexts } from '../contract/email-texts';
import { readVariables } from '../contract/environment';
import { findLanguage, parseLanguages } from '../contract/languages';
import { trigger } from './trigger';

const { EMAIL_LANGUAGES, PRODUCT_NAME } = readVariables('EMAIL_LANGUAGES', 'PRODUCT_NAME');
const languages = parseLanguages(EMAIL_LANGUAGES);
const texts = new Map<string, Readonly<Record<EmailKind, EmailText>>>(Object.entries(emailTexts));

/** The e-mail of each reason for which Cognito sends one. */
const kinds = {
  CustomMessage_SignUp: 'confirmation',
  CustomMessage_ResendCode: 'confirmation',
  CustomMessage_ForgotPassword: 'passwordReset',
  CustomMessage_AdminCreateUser: 'invitation',
  CustomMessage_UpdateUserAttribute: 'newAddress',
  CustomMessage_VerifyUserAttribute: 'newAddress',
  CustomMessage_Authentication: 'signIn',
} as const satisfies Record<CustomMessageTriggerEvent['triggerSource'], EmailKind>;

/** Before an e-mail is sent: writes it in the language of the user, if it is one of the stage's, and otherwise changes nothing. */
export const handler = trigger<CustomMessageTriggerEvent>(({ triggerSource, request, response }) => {
  const { userAttributes, clientMetadata, codeParameter, usernameParameter } = request;
  const language = findLanguage(userAttributes.locale, languages) ?? findLanguage(clientMetadata?.language, languages);
  const text = languages.includes(language ?? '') ? texts.get(language ?? '')?.[kinds[triggerSource]] : undefined;
  if (text === undefined) return;
  const fill = (template: string, product: string) =>
    template
      .replaceAll('{product}', () => product)
      .replaceAll('{####}', () => codeParameter)
      .replaceAll('{username}', () => usernameParameter ?? '{username}');
  const paragraphs = text.paragraphs.map((paragraph) => `<p>${fill(paragraph, escapeHtml(PRODUCT_NAME))}</p>`);
  response.emailSubject = fill(text.subject, PRODUCT_NAME);
  response.emailMessage = [`<div lang="${language}">`, ...paragraphs, '</div>'].join('\n');
});

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
