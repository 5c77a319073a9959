/** One message that Cognito would have sent by e-mail; `code` is the code, or the temporary password. */
export interface Message {
  to: string;
  /** What the user signs in with: an address cannot confirm itself before it is confirmed. */
  username: string;
  subject: string;
  /** As the pool words it, which may be HTML. */
  text: string;
  code: string;
  /** ISO 8601. */
  sentAt: string;
}

const CAPACITY = 5_000;

/** Keeps the messages where the developer and the tests can read them, since nothing is really sent. */
export class Mailbox {
  readonly #messages: Message[] = [];

  send(message: Message): void {
    this.#messages.push(message);
    // Dropped in batches: shifting one element off a long array for every message would be slow.
    if (this.#messages.length > CAPACITY * 1.2) this.#messages.splice(0, this.#messages.length - CAPACITY);
  }

  /** Oldest first: the newest `CAPACITY`, or those of them that went to one address, whatever its case. */
  messages(to?: string): Message[] {
    const kept = this.#messages.slice(-CAPACITY);
    if (to === undefined) return kept;
    const address = to.toLowerCase();
    return kept.filter((message) => message.to.toLowerCase() === address);
  }
}
