import type { UserPoolSettings } from '../settings/user-pool-settings';
import type { User } from './user';

type NameSettings = Pick<UserPoolSettings, 'caseSensitive' | 'emailAsUsername' | 'emailAlias'>;

/** What a store keeps between starts. */
export interface StoredUsers {
  /** In the order of their numbers. */
  readonly users: readonly User[];
  readonly nextNumber: number;
  /** The users by the e-mail address that they sign in with. */
  readonly byEmail: ReadonlyMap<string, User>;
}

/** The users of a pool, found by each name that they can sign in with. */
export class UserStore {
  readonly #settings: NameSettings;
  readonly #byUsername = new Map<string, User>();
  readonly #byEmail = new Map<string, User>();
  readonly #bySub = new Map<string, User>();
  /** In the order of creation, which is the order of their numbers. Removed users stay in it until it is compacted. */
  #ordered: User[] = [];
  #nextNumber = 1;

  constructor(settings: NameSettings, stored?: StoredUsers) {
    this.#settings = settings;
    for (const user of stored?.users ?? []) this.#insert(user);
    for (const [email, user] of stored?.byEmail ?? []) this.#byEmail.set(email, user);
    this.#nextNumber = stored?.nextNumber ?? 1;
  }

  /** What to keep between starts. */
  get stored(): StoredUsers {
    return { users: [...this.after(0)], nextNumber: this.#nextNumber, byEmail: this.#byEmail };
  }

  get size(): number {
    return this.#byUsername.size;
  }

  /** The form in which names are compared, and user names stored: lower case unless the pool is case-sensitive. */
  fold(name: string): string {
    return this.#settings.caseSensitive ? name : name.toLowerCase();
  }

  /** Finds a user by user name, or by e-mail address where that is the user name or a verified alias. */
  find(name: string): User | undefined {
    const folded = this.fold(name);
    return this.#byUsername.get(folded) ?? this.#byEmail.get(folded);
  }

  /** Finds a user by `sub`. */
  findBySub(sub: string): User | undefined {
    return this.#bySub.get(sub);
  }

  has(user: User): boolean {
    return this.#byUsername.get(this.fold(user.username)) === user;
  }

  /** The user who can sign in with this e-mail address; as an alias, only a verified address counts. */
  ownerOfEmail(email: string): User | undefined {
    return this.#byEmail.get(this.fold(email));
  }

  add(user: User): void {
    user.number = this.#nextNumber++;
    this.#insert(user);
    this.indexEmail(user);
  }

  #insert(user: User): void {
    this.#byUsername.set(this.fold(user.username), user);
    this.#bySub.set(user.sub, user);
    this.#ordered.push(user);
  }

  /**
   * Call it when an e-mail address was verified, so that the user can sign in with it. Users of identity providers cannot: another
   * user may have the same address. Reported in aws-amplify/amplify-js#3899.
   */
  indexEmail(user: User): void {
    if (user.isFederated) return;
    const { emailAsUsername, emailAlias } = this.#settings;
    const email = emailAsUsername ? user.email : emailAlias ? user.verifiedEmail : undefined;
    if (email !== undefined) this.#byEmail.set(this.fold(email), user);
  }

  /** Call it before an e-mail address changes or becomes unverified: the user can no longer sign in with it. */
  unindexEmail(user: User): void {
    if (user.email !== undefined && this.ownerOfEmail(user.email) === user) this.#byEmail.delete(this.fold(user.email));
  }

  remove(user: User): void {
    this.#byUsername.delete(this.fold(user.username));
    this.#bySub.delete(user.sub);
    this.unindexEmail(user);
    // Removing from the middle of the list each time would move all later users; compacting half of it at once is cheap.
    if (this.#ordered.length > 2 * this.size) this.#ordered = this.#ordered.filter((it) => this.has(it));
  }

  /** The users with a higher number, in order: a page of a listing starts there. */
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
