import { createHmac } from 'node:crypto';
import type { ManagedLoginDomain } from './cognito-service';
import { ExpiringMap } from './expiring-map';
import type { AuthorizationCode } from './managed-login/authorization-codes';
import type { BrowserSession } from './managed-login/browser-sessions';
import type { ClientSettings } from './settings/client-settings';
import type { PoolSettings } from './settings/user-pool-settings';
import type { Challenge } from './sign-in/challenges';
import type { RefreshToken, SignIn } from './sign-in/sign-ins';
import type { SigningKey } from './tokens/signing-key';
import { type GroupProperties, Groups } from './users/groups';
import { UserDirectory } from './users/user';

/** One app client, with the pool it opens. */
export interface AppClient {
  readonly id: string;
  readonly pool: UserPool;
  readonly settings: ClientSettings;
  readonly createdAt: number;
}

/** What a template says of a pool, at a time. */
interface Configuration {
  readonly settings: PoolSettings;
  readonly clients: ReadonlyMap<string, ClientSettings>;
  readonly managedLogin: ManagedLoginDomain | undefined;
  readonly groups: readonly GroupProperties[];
  readonly now: number;
}

/** One user pool: its settings, its users and everything that is under way in it. */
export class UserPool {
  readonly id: string;
  readonly region: string;
  /** The `iss` of its tokens. It names AWS, as that is what clients compare it with. */
  readonly issuer: string;
  readonly createdAt: number;
  readonly challenges = new ExpiringMap<Challenge>();
  readonly signIns = new ExpiringMap<SignIn>();
  readonly refreshTokens = new ExpiringMap<RefreshToken>();
  readonly authorizationCodes = new ExpiringMap<AuthorizationCode>();
  readonly browserSessions = new ExpiringMap<BrowserSession>();
  readonly groups = new Groups();
  readonly #secret: Buffer;
  readonly #takeKey: () => Promise<SigningKey>;
  #signingKey: Promise<SigningKey> | undefined;
  users: UserDirectory;
  settings: PoolSettings;
  managedLogin: ManagedLoginDomain | undefined;
  modifiedAt: number;
  clients: ReadonlyMap<string, AppClient> = new Map();

  constructor(
    { id, region, secret }: { id: string; region: string; secret: Buffer },
    takeKey: () => Promise<SigningKey>,
    configuration: Configuration,
  ) {
    this.id = id;
    this.region = region;
    this.issuer = `https://cognito-idp.${region}.amazonaws.com/${id}`;
    this.#secret = secret;
    this.#takeKey = takeKey;
    this.settings = configuration.settings;
    this.createdAt = configuration.now;
    this.modifiedAt = configuration.now;
    this.users = new UserDirectory(configuration.settings);
    this.configure(configuration);
  }

  /** Taken when first needed: a pool that nobody signs in to costs no key. */
  get signingKey(): Promise<SigningKey> {
    this.#signingKey ??= this.#takeKey();
    return this.#signingKey;
  }

  /** Users stay. An empty pool takes new names for users too, which one with users may not. */
  configure({ settings, clients, groups, managedLogin, now }: Configuration): this {
    if (this.users.size === 0) this.users = new UserDirectory(settings);
    this.settings = settings;
    this.managedLogin = managedLogin;
    this.modifiedAt = now;
    this.groups.configure(groups, this.users.after(0), now);
    const previous = this.clients;
    this.clients = new Map(
      [...clients].map(([id, client]) => {
        const createdAt = previous.get(id)?.createdAt ?? now;
        return [id, { id, pool: this, settings: client, createdAt }];
      }),
    );
    return this;
  }

  /**
   * Bytes for an answer about somebody who does not exist: always the same for the same name, so that asking twice
   * does not tell, and nothing that could be computed outside.
   */
  simulate(purpose: string, name: string): Buffer {
    return createHmac('sha256', this.#secret)
      .update(`${purpose}\0${this.users.fold(name)}`)
      .digest();
  }
}
