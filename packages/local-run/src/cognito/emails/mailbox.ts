/** An e-mail that Cognito would have sent. */
export interface Message {
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
}

const CAPACITY = 5_000;

/** Functions that a mailbox calls. */
export interface MailboxListeners {
  readonly onSend?: ((message: Message) => void) | undefined;
  /** Called when a message was sent, changed or removed. */
  readonly onChange?: (() => void) | undefined;
}

/** Keeps e-mails for the developer and for tests, instead of sending them. */
export class Mailbox {
  readonly #messages: Message[];
  readonly #onSend: (message: Message) => void;
  readonly #onChange: () => void;

  constructor(messages: readonly Message[] = [], { onSend = () => {}, onChange = () => {} }: MailboxListeners = {}) {
    this.#messages = [...messages];
    this.#onSend = onSend;
    this.#onChange = onChange;
  }

  send(message: Message): void {
    this.#messages.push(message);
    this.#onSend(message);
    this.#onChange();
    // Removed in batches: removing the first element of a long array for each message would be slow.
    if (this.#messages.length > CAPACITY * 1.2) this.#messages.splice(0, this.#messages.length - CAPACITY);
  }

  /** The newest `CAPACITY` messages, oldest first: all, or those to one address (case-insensitive). */
  messages(to?: string): Message[] {
    const kept = this.#messages.slice(-CAPACITY);
    return to === undefined ? kept : kept.filter((message) => isTo(message, to));
  }

  /** Removes all messages, or those to one address (case-insensitive). */
  clear(to?: string): void {
    const kept = to === undefined ? [] : this.#messages.filter((message) => !isTo(message, to));
    this.#messages.splice(0, this.#messages.length, ...kept);
    this.#onChange();
  }
}

function isTo(message: Message, address: string): boolean {
  return message.to.toLowerCase() === address.toLowerCase();
}
