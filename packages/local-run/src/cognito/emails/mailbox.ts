import { randomUUID } from 'node:crypto';
import type { CodePurpose, CodeStatus } from '../users/code-status';

/** An e-mail that Cognito would have sent. */
export interface Message {
  readonly id: string;
  to: string;
  /** The name that the user signs in with: an unverified address cannot be used to confirm the account. */
  username: string;
  subject: string;
  /** In the pool's wording, which may be HTML. */
  text: string;
  /** The code, or the temporary password. */
  code: string;
  /** ISO 8601. */
  sentAt: string;
  /** What the code is for. Undefined for a message that an older version of the local run has kept. */
  readonly purpose?: MessagePurpose | undefined;
  /** Whether the code can still be used. Undefined if `purpose` is. */
  readonly status?: CodeStatus | undefined;
}

/** `signIn`: a code that signs in. */
export type MessagePurpose = CodePurpose | 'signIn';

/** What a code is for, to find out what came of it. */
export interface CodeOf {
  readonly userPoolId: string;
  /** Of the user. */
  readonly sub: string;
  readonly purpose: MessagePurpose;
  /** Key of the challenge that a code of `signIn` answers. */
  readonly challenge?: string;
}

/** A message as it is kept. Those of older versions have neither `id` nor `codeOf`. */
export interface KeptMessage extends Omit<Message, 'id' | 'purpose' | 'status'> {
  readonly id?: string;
  readonly codeOf?: CodeOf;
}

/** A message with its id. */
export type StoredMessage = KeptMessage & { readonly id: string };

/** Functions that a mailbox calls. */
export interface MailboxListeners {
  readonly onSend?: ((message: KeptMessage) => void) | undefined;
  /** Called when a message was sent or removed. */
  readonly onChange?: (() => void) | undefined;
}

const CAPACITY = 5_000;

/** Keeps e-mails for the developer and for tests, instead of sending them. */
export class Mailbox {
  readonly #messages: StoredMessage[];
  readonly #onSend: (message: KeptMessage) => void;
  readonly #onChange: () => void;

  constructor(
    messages: readonly KeptMessage[] = [],
    { onSend = () => {}, onChange = () => {} }: MailboxListeners = {},
  ) {
    this.#messages = messages.map(withId);
    this.#onSend = onSend;
    this.#onChange = onChange;
  }

  send(message: KeptMessage): void {
    this.#messages.push(withId(message));
    this.#onSend(message);
    this.#onChange();
    // Removed in batches: removing the first element of a long array for each message would be slow.
    if (this.#messages.length > CAPACITY * 1.2) this.#messages.splice(0, this.#messages.length - CAPACITY);
  }

  /** The newest `CAPACITY` messages, oldest first: all, or those to one address (case-insensitive). */
  messages(to?: string): StoredMessage[] {
    const kept = this.#messages.slice(-CAPACITY);
    return to === undefined ? kept : kept.filter((message) => isTo(message, to));
  }

  /** Removes all messages, or those to one address (case-insensitive). */
  clear(to?: string): void {
    this.#replace(to === undefined ? [] : this.#messages.filter((message) => !isTo(message, to)));
  }

  /** Removes one message. False if there is none with this id. */
  remove(id: string): boolean {
    const kept = this.#messages.filter((message) => message.id !== id);
    if (kept.length === this.#messages.length) return false;
    this.#replace(kept);
    return true;
  }

  #replace(messages: readonly StoredMessage[]): void {
    this.#messages.splice(0, this.#messages.length, ...messages);
    this.#onChange();
  }
}

function withId(message: KeptMessage): StoredMessage {
  return { ...message, id: message.id ?? randomUUID() };
}

function isTo(message: KeptMessage, address: string): boolean {
  return message.to.toLowerCase() === address.toLowerCase();
}
