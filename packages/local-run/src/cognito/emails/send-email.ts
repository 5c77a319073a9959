import type { Context } from '../context';

/** Where a code went, without giving the address away. */
export interface CodeDeliveryDetails {
  readonly AttributeName: 'email';
  readonly DeliveryMedium: 'EMAIL';
  readonly Destination: string;
}

/** A message as a pool words it: `{####}` stands for the code, and in an invitation `{username}` for the name. */
export interface MessageTemplate {
  readonly subject: string;
  readonly text: string;
}

/** What differs from message to message. */
interface Particulars {
  readonly to: string;
  readonly code: string;
  /** What the user signs in with. */
  readonly username: string;
}

/** Puts a message into the mailbox. */
export function sendEmail(
  { to, code, username }: Particulars,
  { subject, text: template }: MessageTemplate,
  context: Context,
): void {
  const text = template.replaceAll('{####}', () => code);
  context.mailbox.send({ to, username, subject, text, code, sentAt: new Date(context.now()).toISOString() });
}

/** `tom@there.org` is shown as `t***@t***`. */
export function deliveryTo(email: string): CodeDeliveryDetails {
  const [local = '', domain = ''] = email.split('@');
  return {
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: `${local.slice(0, 1)}***@${domain.slice(0, 1)}***`,
  };
}
