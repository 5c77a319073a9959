import type { Context } from '../context';
import { uuid } from '../randomness';
import type { IdentityPoolSettings } from '../settings/identity-pool-settings';

/** What a verified ID token proves: a user of a user pool. */
export interface Login {
  /** Such as `cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab3dEf6h9`. */
  readonly provider: string;
  readonly sub: string;
}

/** The identity of one user in an identity pool. */
export interface Identity {
  readonly id: string;
  readonly login: Login;
}

/** One identity pool and all identities that it has created. */
export class IdentityPool {
  readonly #byId = new Map<string, Identity>();
  readonly #byLogin = new Map<string, Identity>();

  constructor(
    public settings: IdentityPoolSettings,
    identities: readonly Identity[] = [],
  ) {
    for (const identity of identities) this.#add(identity);
  }

  get identities(): readonly Identity[] {
    return [...this.#byId.values()];
  }

  removeIdentities(): void {
    this.#byId.clear();
    this.#byLogin.clear();
  }

  find(identityId: string): Identity | undefined {
    return this.#byId.get(identityId);
  }

  /** The identity of a login. It is created at the first call and stays the same afterwards. */
  identityOf(login: Login, context: Context): Identity {
    const known = this.#byLogin.get(keyOf(login));
    if (known !== undefined) return known;
    const identity = { id: `${context.region}:${uuid(context.random)}`, login };
    this.#add(identity);
    return identity;
  }

  #add(identity: Identity): void {
    this.#byLogin.set(keyOf(identity.login), identity);
    this.#byId.set(identity.id, identity);
  }
}

const keyOf = ({ provider, sub }: Login) => `${provider} ${sub}`;
