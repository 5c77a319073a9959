import { SecondFactor } from '../mfa/second-factor';
import type { Credential } from '../passwords/credentials';
import type { PoolSettings } from '../settings/user-pool-settings';
import { Attempts, SignInLock } from './attempts';
import { Codes } from './codes';

/** Where an account is in its life. */
export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

/** What is known of a user at the start. */
export interface NewUser {
  readonly sub: string;
  /** The internal name, which never changes: the chosen one, or `sub` where the address is the user name. */
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly credential: Credential;
  readonly status: UserStatus;
  readonly now: number;
}

/** One account. */
export class User {
  readonly sub: string;
  readonly username: string;
  readonly attributes: Map<string, string>;
  readonly createdAt: number;
  readonly codes = new Codes();
  readonly attempts = new Attempts();
  readonly lock = new SignInLock();
  readonly secondFactor = new SecondFactor();
  /** Names of the groups they are in, in the order they joined. */
  readonly groups = new Set<string>();
  modifiedAt: number;
  status: UserStatus;
  enabled = true;
  /** Its place among the pool's users, given by the directory and never used again. */
  number = 0;
  /** The present credential first. */
  credentials: readonly [Credential, ...Credential[]];
  /** When the temporary password of an invited user ends, in ms. */
  temporaryUntil = 0;
  /** Sign-ins remember the number they were made under: counting it up ends all of them at once. */
  signInGeneration = 0;

  constructor({ sub, username, attributes, credential, status, now }: NewUser) {
    this.sub = sub;
    this.username = username;
    this.attributes = new Map([['sub', sub], ...attributes]);
    this.credentials = [credential];
    this.status = status;
    this.createdAt = now;
    this.modifiedAt = now;
  }

  get email(): string | undefined {
    return this.attributes.get('email');
  }

  get verifiedEmail(): string | undefined {
    return this.attributes.get('email_verified') === 'true' ? this.email : undefined;
  }

  endSignIns(): void {
    this.signInGeneration += 1;
  }
}

/** A pool's users, found by every name they may sign in with. */
export class UserDirectory {
  readonly #settings: Pick<PoolSettings, 'caseSensitive' | 'emailAsUsername' | 'emailAlias'>;
  readonly #byUsername = new Map<string, User>();
  readonly #byEmail = new Map<string, User>();
  /** In the order they came, which is the order of their numbers; those who left are in it until it is tidied. */
  #ordered: User[] = [];
  #nextNumber = 1;

  constructor(settings: Pick<PoolSettings, 'caseSensitive' | 'emailAsUsername' | 'emailAlias'>) {
    this.#settings = settings;
  }

  get size(): number {
    return this.#byUsername.size;
  }

  /** The form in which names are compared and, user names, kept. */
  fold(name: string): string {
    return this.#settings.caseSensitive ? name : name.toLowerCase();
  }

  /** By user name, by address where that is the name or a verified alias. */
  find(name: string): User | undefined {
    const folded = this.fold(name);
    return this.#byUsername.get(folded) ?? this.#byEmail.get(folded);
  }

  has(user: User): boolean {
    return this.#byUsername.get(this.fold(user.username)) === user;
  }

  /** Whose address this is: with an alias, only a verified one is anybody's. */
  ownerOfEmail(email: string): User | undefined {
    return this.#byEmail.get(this.fold(email));
  }

  add(user: User): void {
    user.number = this.#nextNumber++;
    this.#byUsername.set(this.fold(user.username), user);
    this.#ordered.push(user);
    this.indexEmail(user);
  }

  /** To be called when an address was verified, so that it can be signed in with. */
  indexEmail(user: User): void {
    const { emailAsUsername, emailAlias } = this.#settings;
    const email = emailAsUsername ? user.email : emailAlias ? user.verifiedEmail : undefined;
    if (email !== undefined) this.#byEmail.set(this.fold(email), user);
  }

  remove(user: User): void {
    this.#byUsername.delete(this.fold(user.username));
    if (user.email !== undefined && this.ownerOfEmail(user.email) === user) {
      this.#byEmail.delete(this.fold(user.email));
    }
    // Taking one out of the middle each time would move all that follow; half of the list at once costs little.
    if (this.#ordered.length > 2 * this.size) this.#ordered = this.#ordered.filter((it) => this.has(it));
  }

  /** Those who came after the user of that number: what a page of a listing starts from. */
  *after(number: number): Generator<User> {
    for (let at = this.#indexAfter(number); at < this.#ordered.length; at += 1) {
      const user = this.#ordered[at];
      if (user !== undefined && this.has(user)) yield user;
    }
  }

  #indexAfter(number: number): number {
    let [low, high] = [0, this.#ordered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ordered[middle]?.number ?? 0) > number) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
