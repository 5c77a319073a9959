import type { Region } from './region';

/** Where a code went, without giving the address away. */
export interface CodeDeliveryDetails {
  readonly AttributeName: 'email';
  readonly DeliveryMedium: 'EMAIL';
  readonly Destination: string;
}

/** Puts a message into the mailbox. */
export function sendEmail(mail: { to: string; subject: string; code: string }, region: Region): void {
  region.mailbox.send({ ...mail, sentAt: new Date(region.now()).toISOString() });
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
