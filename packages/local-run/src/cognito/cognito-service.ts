import type { Changed, Context } from './context';
import type { Mailbox } from './emails/mailbox';
import { resourceNotFound } from './exceptions';
import { ExpiringMap } from './expiring-map';
import { Faults } from './faults';
import type { PendingSignIn } from './federation/pending-sign-in';
import type { FindProviderEndpoint } from './federation/provider-endpoint';
import { type Identity, IdentityPool } from './identity-pools/identity-pool';
import type { TemporaryCredentials } from './identity-pools/temporary-credentials';
import type { PageSignUp } from './managed-login/page-sign-up';
import type { Random } from './randomness';
import { type ParsedUserPool, parseUserPool, type UserPoolDefinition } from './settings/definitions';
import {
  type IdentityPoolDefinition,
  type IdentityPoolSettings,
  readIdentityPoolSettings,
} from './settings/identity-pool-settings';
import { immutableProperties } from './settings/user-pool-settings';
import type { CognitoState } from './state/cognito-state';
import { type NewKeyPair, type SigningKey, SigningKeys } from './tokens/signing-key';
import type { InvokeFunction } from './triggers/invocation';
import { type AppClient, type PoolState, UserPool } from './user-pool';
import { CodeSource } from './users/code-source';

/** What a service is created with, besides the context. */
interface ServiceOptions {
  readonly newKeyPair: NewKeyPair;
  readonly findProviderEndpoint: FindProviderEndpoint;
  /** Of the last start; undefined for an empty service. */
  readonly state: CognitoState | undefined;
}

/** The user pools and identity pools of one region, with the context that operations need. */
export class CognitoService implements Context {
  readonly region: string;
  readonly now: () => number;
  readonly random: Random;
  readonly codes: CodeSource;
  readonly mailbox: Mailbox;
  readonly log: (line: string) => void;
  readonly onChange: (changed: Changed) => void;
  readonly invokeFunction: InvokeFunction | undefined;
  readonly triggerTimeoutMs: number;
  readonly faults: Faults;
  /** Credentials that identity pools issued, by access key id. */
  readonly credentials = new ExpiringMap<TemporaryCredentials>();
  /** By the hash of `state`. Not kept: the pages of providers are open for minutes. */
  readonly pendingSignIns = new ExpiringMap<PendingSignIn>();
  /** By the hash of the session in the page. Not kept: then the user signs in with the password. */
  readonly pageSignUps = new ExpiringMap<PageSignUp>();
  readonly findProviderEndpoint: FindProviderEndpoint;
  readonly #keys: SigningKeys;
  #pools = new Map<string, UserPool>();
  #clients = new Map<string, AppClient>();
  #identityPools = new Map<string, IdentityPool>();
  #identitySigningKey: Promise<SigningKey> | undefined;
  /** The result of `#identitySigningKey`, as soon as there is one. */
  #createdIdentityKey: SigningKey | undefined;
  /** Of pools that the configuration does not have now: they get it back when the configuration has them again. */
  readonly #unusedPools: Map<string, PoolState>;
  readonly #unusedIdentities: Map<string, readonly Identity[]>;

  constructor(
    { region, now, random, mailbox, log, onChange, invokeFunction, triggerTimeoutMs }: Omit<Context, 'codes'>,
    { newKeyPair, findProviderEndpoint, state }: ServiceOptions,
  ) {
    this.region = region;
    this.now = now;
    this.random = random;
    this.codes = new CodeSource(random, () => onChange('faults'));
    this.faults = new Faults(() => onChange('faults'));
    this.mailbox = mailbox;
    this.log = log;
    this.onChange = onChange;
    this.invokeFunction = invokeFunction;
    this.triggerTimeoutMs = triggerTimeoutMs;
    this.findProviderEndpoint = findProviderEndpoint;
    this.#keys = new SigningKeys(newKeyPair, random);
    this.#createdIdentityKey = state?.identitySigningKey;
    this.#unusedPools = new Map(state?.userPools);
    this.#unusedIdentities = new Map(state?.identityPools);
  }

  /** What to keep between starts. It refers to the objects in use and is not a copy of them. */
  get state(): CognitoState {
    const userPools = this.pools.map((pool) => [pool.id, pool.state] as const);
    const identities = [...this.#identityPools].map(([id, pool]) => [id, pool.identities] as const);
    return {
      userPools: new Map([...this.#unusedPools, ...userPools]),
      identityPools: new Map([...this.#unusedIdentities, ...identities]),
      identitySigningKey: this.#createdIdentityKey,
      messages: this.mailbox.messages(),
    };
  }

  /** The user pool of this id. Throws ResourceNotFoundException if there is none. */
  pool(id: string): UserPool {
    const pool = this.#pools.get(id);
    if (pool === undefined) throw resourceNotFound(`User pool ${id} does not exist.`);
    return pool;
  }

  get pools(): readonly UserPool[] {
    return [...this.#pools.values()];
  }

  findPool(id: string): UserPool | undefined {
    return this.#pools.get(id);
  }

  /** Whether a pool has a domain, so that the endpoints of managed login are served. */
  get hasDomain(): boolean {
    return [...this.#pools.values()].some(({ managedLogin }) => managedLogin !== undefined);
  }

  findClient(id: string): AppClient | undefined {
    return this.#clients.get(id);
  }

  /** The client of this id, in the given pool if one is given. Throws ResourceNotFoundException if there is none. */
  client(id: string, poolId?: string): AppClient {
    const client = this.#clients.get(id);
    if (client === undefined || (poolId !== undefined && client.pool.id !== poolId)) {
      throw resourceNotFound(`User pool client ${id} does not exist.`);
    }
    return client;
  }

  /** The identity pool of this id. Throws ResourceNotFoundException if there is none. */
  identityPool(id: string): IdentityPool {
    const pool = this.#identityPools.get(id);
    if (pool === undefined) throw resourceNotFound(`IdentityPool '${id}' not found.`);
    return pool;
  }

  /** The identity of this id and its pool. */
  identity(id: string): { identity: Identity; pool: IdentityPool } | undefined {
    for (const pool of this.#identityPools.values()) {
      const identity = pool.find(id);
      if (identity !== undefined) return { identity, pool };
    }
    return undefined;
  }

  /** The key of all identity pools, as in AWS. Created at first use. */
  get identitySigningKey(): Promise<SigningKey> {
    this.#identitySigningKey ??= this.#createIdentityKey();
    return this.#identitySigningKey;
  }

  async #createIdentityKey(): Promise<SigningKey> {
    this.#createdIdentityKey ??= await this.#keys.take();
    return this.#createdIdentityKey;
  }

  /** Parses all definitions before it changes anything, so that an error leaves the previous configuration in place. */
  configure(userPools: readonly UserPoolDefinition[], identityPools: readonly IdentityPoolDefinition[]): void {
    const parsed = userPools.map(parseUserPool);
    const identityPoolSettings = identityPools.map(readIdentityPoolSettings);
    for (const it of parsed) {
      this.#assertInvocable(it);
      this.#assertUpdatable(it);
    }
    const { userPools: poolStates, identityPools: identities } = this.state;
    this.#pools = new Map(parsed.map((it) => [it.definition.id, this.#configurePool(it)]));
    this.#clients = new Map([...this.#pools.values()].flatMap((pool) => [...pool.clients]));
    this.#identityPools = new Map(identityPoolSettings.map((it) => [it.id, this.#configureIdentityPool(it)]));
    replaceEntries(this.#unusedPools, poolStates, this.#pools);
    replaceEntries(this.#unusedIdentities, identities, this.#identityPools);
  }

  /** Removes all users of all pools, with all that was issued to them. */
  removeUsers(): void {
    for (const pool of this.#pools.values()) pool.removeUsers();
    for (const pool of this.#identityPools.values()) pool.removeIdentities();
    this.credentials.clear();
    this.pendingSignIns.clear();
    this.pageSignUps.clear();
  }

  /** Removes the user who signs in with this name or e-mail address, in each pool. False if there is none. */
  removeUser(name: string): boolean {
    const removed = this.pools.map(({ users }) => {
      const user = users.find(name);
      if (user !== undefined) users.remove(user);
      return user !== undefined;
    });
    return removed.includes(true);
  }

  /** Identities are kept: a user has the same one for good. */
  #configureIdentityPool(settings: IdentityPoolSettings): IdentityPool {
    const existing = this.#identityPools.get(settings.id);
    if (existing === undefined) return new IdentityPool(settings, this.#unusedIdentities.get(settings.id));
    existing.settings = settings;
    return existing;
  }

  #assertInvocable({ definition, settings }: ParsedUserPool): void {
    const [trigger] = settings.triggers.functions.keys();
    if (trigger === undefined || this.invokeFunction !== undefined) return;
    throw new Error(
      `UserPool "${definition.logicalId}": LambdaConfig.${trigger} names a function, but nothing was given that runs functions. ` +
        'Give `triggers` of the pool to startCognito, give `invokeFunction` to EmbeddedCognito, or remove the trigger.',
    );
  }

  #assertUpdatable({ definition, settings }: ParsedUserPool): void {
    const state = this.#pools.get(definition.id)?.state ?? this.#unusedPools.get(definition.id);
    if (state === undefined || state.users.users.length === 0) return;
    const [before, after] = [state.immutableProperties, immutableProperties(settings)];
    const changed = Object.keys(after).find((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    if (changed === undefined) return;
    throw new Error(
      `UserPool "${definition.logicalId}": ${changed} cannot change while the pool has users; AWS would replace ` +
        'the pool by an empty one. Undo the change, or start with --fresh to begin with an empty pool here.',
    );
  }

  #configurePool({ definition, settings, clients, groups, identityProviders }: ParsedUserPool): UserPool {
    const { id, managedLogin } = definition;
    const configuration = { settings, clients, groups, identityProviders, managedLogin, now: this.now() };
    const existing = this.#pools.get(id);
    if (existing !== undefined) return existing.configure(configuration);
    const origin = {
      id,
      region: this.region,
      secret: this.random(32),
      state: this.#unusedPools.get(id),
      createSigningKey: () => this.#keys.take(),
    };
    return new UserPool(origin, configuration);
  }
}

/** Replaces the content of a map by those entries of another one whose key is not in use. */
function replaceEntries<Value>(
  target: Map<string, Value>,
  entries: ReadonlyMap<string, Value>,
  used: ReadonlyMap<string, unknown>,
): void {
  target.clear();
  for (const [id, value] of entries) if (!used.has(id)) target.set(id, value);
}
