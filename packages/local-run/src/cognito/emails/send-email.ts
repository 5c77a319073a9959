import type { Context } from '../context';
import type { CodeOf } from './mailbox';

/** Where a code was sent, with the address masked. */
export interface CodeDeliveryDetails {
  readonly AttributeName: 'email';
  readonly DeliveryMedium: 'EMAIL';
  readonly Destination: string;
}

/** A message in the pool's wording. `{####}` is replaced by the code, and in an invitation `{username}` by the name. */
export interface MessageTemplate {
  readonly subject: string;
  readonly text: string;
}

/** What differs from message to message. */
export interface EmailValues {
  readonly to: string;
  readonly code: string;
  /** The name that the user signs in with. */
  readonly username: string;
  readonly codeOf: CodeOf;
}

/** Puts an e-mail into the mailbox. Messages to users are sent by `sendMessage` of triggers/, in the words of CustomMessage. */
export function sendEmail(values: EmailValues, template: MessageTemplate, context: Context): void {
  const { to, code, username, codeOf } = values;
  const { subject } = template;
  const text = template.text.replaceAll('{####}', () => code);
  context.mailbox.send({ to, username, subject, text, code, sentAt: new Date(context.now()).toISOString(), codeOf });
}

/** Masks an address: `tom@there.org` becomes `t***@t***`. */
export function deliveryDetails(email: string): CodeDeliveryDetails {
  const [local = '', domain = ''] = email.split('@');
  return {
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: `${firstCharacter(local)}***@${firstCharacter(domain)}***`,
  };
}

/** A slice of a string can end within a character, such as an emoji, and is no valid text then. */
function firstCharacter([character = '']: string): string {
  return character;
}
