import { createHmac } from 'node:crypto';
import { ExpiringMap } from './expiring-map';
import type { AuthorizationCode } from './managed-login/authorization-code';
import type { BrowserSession } from './managed-login/browser-session';
import type { ClientSettings } from './settings/client-settings';
import type { ManagedLoginDomain } from './settings/definitions';
import type { GroupProperties } from './settings/group-settings';
import type { IdentityProviderSettings } from './settings/identity-provider-settings';
import { immutableProperties, type UserPoolSettings } from './settings/user-pool-settings';
import type { Challenge } from './sign-in/challenge';
import type { ConfirmedSignUp } from './sign-in/confirmed-sign-up';
import type { RefreshToken, SignIn } from './sign-in/sign-in';
import type { SigningKey } from './tokens/signing-key';
import { Groups } from './users/groups';
import { type StoredUsers, UserStore } from './users/user-store';

/** One app client and its pool. */
export interface AppClient {
  readonly id: string;
  readonly pool: UserPool;
  readonly settings: ClientSettings;
  readonly createdAt: number;
}

/** The configuration of a pool, as the template has it at `now`. */
interface Configuration {
  readonly settings: UserPoolSettings;
  /** By client id. */
  readonly clients: ReadonlyMap<string, ClientSettings>;
  readonly managedLogin: ManagedLoginDomain | undefined;
  readonly groups: readonly GroupProperties[];
  /** By name. */
  readonly identityProviders: ReadonlyMap<string, IdentityProviderSettings>;
  readonly now: number;
}

/** What a pool is created from and keeps for its lifetime. */
interface Origin {
  readonly id: string;
  readonly region: string;
  /** Key for `pseudorandom` of a new pool. */
  readonly secret: Buffer;
  /** Of the last start; undefined for a new pool. */
  readonly state: PoolState | undefined;
  /** Called for each of the two keys, when the first token is signed or the public keys are read. */
  readonly createSigningKey: () => Promise<SigningKey>;
}

/**
 * The keys of a pool. ID tokens and access tokens are signed with different ones, so that their `kid` differs.
 * Source: "Understanding the access token" in the Cognito developer guide.
 */
export interface SigningKeyPair {
  readonly id: SigningKey;
  readonly access: SigningKey;
}

/** What a pool keeps between starts. All else comes from the template. */
export interface PoolState {
  /** The properties that cannot change while the pool has users. */
  readonly immutableProperties: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly secret: Buffer;
  /** Undefined until a token was signed or the public keys were read. */
  readonly signingKeys: SigningKeyPair | undefined;
  /** By client id. */
  readonly clientsCreatedAt: ReadonlyMap<string, number>;
  readonly users: StoredUsers;
  readonly groups: Groups;
  readonly challenges: ExpiringMap<Challenge>;
  /** By the hash of the session that ConfirmSignUp returned. */
  readonly confirmedSignUps: ExpiringMap<ConfirmedSignUp>;
  readonly signIns: ExpiringMap<SignIn>;
  readonly refreshTokens: ExpiringMap<RefreshToken>;
  readonly authorizationCodes: ExpiringMap<AuthorizationCode>;
  readonly browserSessions: ExpiringMap<BrowserSession>;
}

/** One user pool: its settings, its users, and its pending challenges, sign-ins, codes and sessions. */
export class UserPool {
  readonly id: string;
  readonly region: string;
  /** The `iss` claim of its tokens. It is AWS's URL, because clients compare the claim with that. */
  readonly issuer: string;
  readonly createdAt: number;
  readonly challenges: ExpiringMap<Challenge>;
  /** By the hash of the session that ConfirmSignUp returned. */
  readonly confirmedSignUps: ExpiringMap<ConfirmedSignUp>;
  readonly signIns: ExpiringMap<SignIn>;
  readonly refreshTokens: ExpiringMap<RefreshToken>;
  readonly authorizationCodes: ExpiringMap<AuthorizationCode>;
  readonly browserSessions: ExpiringMap<BrowserSession>;
  readonly groups: Groups;
  readonly #secret: Buffer;
  readonly #createSigningKey: () => Promise<SigningKey>;
  #signingKeys: Promise<SigningKeyPair> | undefined;
  /** The result of `#signingKeys`, as soon as there is one. */
  #createdKeys: SigningKeyPair | undefined;
  /** By client id. */
  #clientsCreatedAt: ReadonlyMap<string, number>;
  users: UserStore;
  settings: UserPoolSettings;
  managedLogin: ManagedLoginDomain | undefined;
  /** By name. */
  identityProviders: ReadonlyMap<string, IdentityProviderSettings> = new Map();
  modifiedAt: number;
  /** By client id. */
  clients: ReadonlyMap<string, AppClient> = new Map();

  constructor({ id, region, secret, state, createSigningKey }: Origin, configuration: Configuration) {
    this.id = id;
    this.region = region;
    this.issuer = `https://cognito-idp.${region}.amazonaws.com/${id}`;
    this.#secret = state?.secret ?? secret;
    this.#createSigningKey = createSigningKey;
    this.#createdKeys = state?.signingKeys;
    this.settings = configuration.settings;
    this.createdAt = state?.createdAt ?? configuration.now;
    this.modifiedAt = configuration.now;
    this.users = new UserStore(configuration.settings, state?.users);
    this.groups = state?.groups ?? new Groups();
    this.challenges = state?.challenges ?? new ExpiringMap();
    this.confirmedSignUps = state?.confirmedSignUps ?? new ExpiringMap();
    this.signIns = state?.signIns ?? new ExpiringMap();
    this.refreshTokens = state?.refreshTokens ?? new ExpiringMap();
    this.authorizationCodes = state?.authorizationCodes ?? new ExpiringMap();
    this.browserSessions = state?.browserSessions ?? new ExpiringMap();
    this.#clientsCreatedAt = state?.clientsCreatedAt ?? new Map();
    this.configure(configuration);
  }

  /** What to keep between starts. It refers to this pool's objects and is not a copy of them. */
  get state(): PoolState {
    const { challenges, confirmedSignUps, signIns, refreshTokens, authorizationCodes, browserSessions } = this;
    return {
      immutableProperties: immutableProperties(this.settings),
      createdAt: this.createdAt,
      secret: this.#secret,
      signingKeys: this.#createdKeys,
      clientsCreatedAt: this.#clientsCreatedAt,
      users: this.users.stored,
      groups: this.groups,
      ...{ challenges, confirmedSignUps, signIns, refreshTokens, authorizationCodes, browserSessions },
    };
  }

  /** Created at first use, because a key takes up to half a second to generate. */
  get signingKeys(): Promise<SigningKeyPair> {
    this.#signingKeys ??= this.#createSigningKeys();
    return this.#signingKeys;
  }

  async #createSigningKeys(): Promise<SigningKeyPair> {
    if (this.#createdKeys === undefined) {
      const [id, access] = await Promise.all([this.#createSigningKey(), this.#createSigningKey()]);
      this.#createdKeys = { id, access };
    }
    return this.#createdKeys;
  }

  /** Applies a new configuration. Users are kept. The rules for user names change only while the pool is empty. */
  configure({ settings, clients, groups, identityProviders, managedLogin, now }: Configuration): this {
    if (this.users.size === 0) this.users = new UserStore(settings);
    this.settings = settings;
    this.managedLogin = managedLogin;
    this.identityProviders = identityProviders;
    this.modifiedAt = now;
    this.groups.configure([...groups, ...this.#providerGroups()], this.users.after(0), now);
    const createdAt = this.#clientsCreatedAt;
    this.clients = new Map(
      [...clients].map(([id, client]) => [
        id,
        { id, pool: this, settings: client, createdAt: createdAt.get(id) ?? now },
      ]),
    );
    this.#clientsCreatedAt = new Map([...this.clients].map(([id, client]) => [id, client.createdAt]));
    return this;
  }

  /**
   * The groups that Cognito creates for providers, and to which it adds the users that a provider's sign-in creates. Linked users are
   * not added. Source: "User pool sign-in with third party identity providers" in the Cognito developer guide.
   */
  #providerGroups(): GroupProperties[] {
    return [...this.identityProviders.keys()].map((name) => ({
      GroupName: providerGroup(this.id, name),
      Description: `Autogenerated group for users who sign in using ${name}`,
    }));
  }

  /** Removes all users, all that was issued to them, and the groups that the template does not define. Keeps the signing keys. */
  removeUsers(): void {
    this.users = new UserStore(this.settings);
    this.groups.removeOthers();
    this.challenges.clear();
    this.signIns.clear();
    this.refreshTokens.clear();
    this.authorizationCodes.clear();
    this.browserSessions.clear();
  }

  /**
   * Bytes for replies about a user who does not exist. They are the same at each call for the same purpose and name, so
   * that a repeated request does not reveal it, and cannot be computed without the pool's secret.
   */
  pseudorandom(purpose: string, name: string): Buffer {
    return createHmac('sha256', this.#secret)
      .update(`${purpose}\0${this.users.fold(name)}`)
      .digest();
  }
}

/** The name of the group of a provider's users. */
export function providerGroup(poolId: string, provider: string): string {
  return `${poolId}_${provider}`;
}
