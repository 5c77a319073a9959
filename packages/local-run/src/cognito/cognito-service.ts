import type { Mailbox } from './emails/mailbox';
import { resourceNotFound } from './exceptions';
import { ExpiringMap } from './expiring-map';
import {
  type Identity,
  IdentityPool,
  type IdentityPoolDefinition,
  type IdentityPoolSettings,
  readIdentityPool,
} from './identity-pools/identity-pool';
import type { TemporaryCredentials } from './identity-pools/temporary-credentials';
import type { Random } from './randomness';
import { type ClientSettings, readClientSettings } from './settings/client-settings';
import { immutableProperties, type PoolSettings, readPoolSettings } from './settings/user-pool-settings';
import { type NewKeyPair, type SigningKey, SigningKeys } from './tokens/signing-key';
import { type AppClient, UserPool } from './user-pool';
import { type GroupProperties, readGroupProperties } from './users/groups';

/** A user pool and its clients as the synthesized template has them. */
export interface PoolDefinition {
  /** For messages to the developer. */
  logicalId: string;
  /** Of real form, like `us-east-1_Ab3dEf6h9`: clients split it at the `_`. */
  id: string;
  /** The resolved CloudFormation properties of the AWS::Cognito::UserPool. */
  properties: Record<string, unknown>;
  /** Each AWS::Cognito::UserPoolClient, likewise. */
  clients: readonly { logicalId: string; id: string; properties: Record<string, unknown> }[];
  /** The domain of the pool, if it has one: with it, the OAuth endpoints and the sign-in pages are served. */
  managedLogin?: ManagedLoginDomain | undefined;
  /** Each AWS::Cognito::UserPoolGroup, likewise. */
  groups?: readonly { logicalId: string; properties: Record<string, unknown> }[];
}

/** A domain as its AWS::Cognito::UserPoolDomain, and the styles assigned to clients, have it. */
export interface ManagedLoginDomain {
  /** 1 for the classic hosted pages, 2 for the newer ones, which a client without a style cannot show. */
  version: 1 | 2;
  styledClients: readonly string[];
}

interface Environment {
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly random: Random;
  readonly newKeyPair: NewKeyPair;
  readonly mailbox: Mailbox;
  /** Lines for the developer: nothing that was sent, no code, no token. */
  readonly log: (line: string) => void;
}

interface ReadDefinition {
  readonly definition: PoolDefinition;
  readonly settings: PoolSettings;
  readonly clients: ReadonlyMap<string, ClientSettings>;
  readonly groups: readonly GroupProperties[];
}

/** All that an operation works with: the pools of one region, the time, chance, and the way out for mail. */
export class Region {
  readonly name: string;
  readonly now: () => number;
  readonly random: Random;
  readonly mailbox: Mailbox;
  readonly log: (line: string) => void;
  readonly #keys: SigningKeys;
  #pools = new Map<string, UserPool>();
  #clients = new Map<string, AppClient>();
  /** By the ids of their keys. */
  readonly credentials = new ExpiringMap<TemporaryCredentials>();
  #identityPools = new Map<string, IdentityPool>();
  #identitySigningKey: Promise<SigningKey> | undefined;

  constructor({ region, clock, random, newKeyPair, mailbox, log }: Environment) {
    this.name = region;
    this.now = clock;
    this.random = random;
    this.mailbox = mailbox;
    this.log = log;
    this.#keys = new SigningKeys(newKeyPair, random);
  }

  pool(id: string): UserPool {
    const pool = this.#pools.get(id);
    if (pool === undefined) throw resourceNotFound(`User pool ${id} does not exist.`);
    return pool;
  }

  findPool(id: string): UserPool | undefined {
    return this.#pools.get(id);
  }

  /** Whether any pool has a domain, and so anybody to answer its requests. */
  get hasDomain(): boolean {
    return [...this.#pools.values()].some(({ managedLogin }) => managedLogin !== undefined);
  }

  findClient(id: string): AppClient | undefined {
    return this.#clients.get(id);
  }

  /** The client of that id; of that pool too, when one is named. */
  client(id: string, poolId?: string): AppClient {
    const client = this.#clients.get(id);
    if (client === undefined || (poolId !== undefined && client.pool.id !== poolId)) {
      throw resourceNotFound(`User pool client ${id} does not exist.`);
    }
    return client;
  }

  identityPool(id: string): IdentityPool {
    const pool = this.#identityPools.get(id);
    if (pool === undefined) throw resourceNotFound(`IdentityPool '${id}' not found.`);
    return pool;
  }

  /** The identity of that id, in whichever pool it is. */
  identity(id: string): { identity: Identity; pool: IdentityPool } | undefined {
    for (const pool of this.#identityPools.values()) {
      const identity = pool.find(id);
      if (identity !== undefined) return { identity, pool };
    }
    return undefined;
  }

  /** One for all identity pools, as in AWS, and made when one is first asked for a token. */
  get identitySigningKey(): Promise<SigningKey> {
    this.#identitySigningKey ??= this.#keys.take();
    return this.#identitySigningKey;
  }

  /** Checks all definitions before it changes anything, so that a refused change leaves the last good one serving. */
  configure(definitions: readonly PoolDefinition[], identityPools: readonly IdentityPoolDefinition[]): void {
    const read = definitions.map(readDefinition);
    const readIdentityPools = identityPools.map(readIdentityPool);
    for (const it of read) this.#refuseReplacement(it);
    this.#pools = new Map(read.map((it) => [it.definition.id, this.#configurePool(it)]));
    this.#clients = new Map([...this.#pools.values()].flatMap((pool) => [...pool.clients]));
    this.#identityPools = new Map(readIdentityPools.map((it) => [it.id, this.#configureIdentityPool(it)]));
  }

  /** Identities stay: they are the users' for good. */
  #configureIdentityPool(settings: IdentityPoolSettings): IdentityPool {
    const existing = this.#identityPools.get(settings.id);
    if (existing === undefined) return new IdentityPool(settings);
    existing.settings = settings;
    return existing;
  }

  #refuseReplacement({ definition, settings }: ReadDefinition): void {
    const pool = this.#pools.get(definition.id);
    if (pool === undefined || pool.users.size === 0) return;
    const [before, after] = [immutableProperties(pool.settings), immutableProperties(settings)];
    const changed = Object.keys(after).find((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    if (changed === undefined) return;
    throw new Error(
      `UserPool "${definition.logicalId}": ${changed} cannot change while the pool has users; AWS would replace ` +
        'the pool by an empty one. Restart to begin with an empty pool here, or undo the change.',
    );
  }

  #configurePool({ definition, settings, clients, groups }: ReadDefinition): UserPool {
    const { managedLogin } = definition;
    const configuration = { settings, clients, groups, managedLogin, now: this.now() };
    const existing = this.#pools.get(definition.id);
    if (existing !== undefined) return existing.configure(configuration);
    const identity = { id: definition.id, region: this.name, secret: this.random(32) };
    return new UserPool(identity, () => this.#keys.take(), configuration);
  }
}

function readDefinition(definition: PoolDefinition): ReadDefinition {
  const settings = readPoolSettings(definition.logicalId, definition.properties);
  const clients = definition.clients.map(
    ({ logicalId, id, properties }) => [id, readClientSettings(logicalId, properties)] as const,
  );
  const groups =
    definition.groups?.map(({ logicalId, properties }) => readGroupProperties(logicalId, properties)) ?? [];
  return { definition, settings, clients: new Map(clients), groups };
}
