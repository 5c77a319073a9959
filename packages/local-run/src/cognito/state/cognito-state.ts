import type { KeptMessage } from '../emails/mailbox';
import type { Identity } from '../identity-pools/identity-pool';
import type { SigningKey } from '../tokens/signing-key';
import type { PoolState } from '../user-pool';
import { decodeGraph, encodeGraph, Graph } from './graph';
import { keptClasses } from './kept-classes';

/** What the embedded Cognito keeps between starts. */
export interface CognitoState {
  /** By pool id. */
  readonly userPools: ReadonlyMap<string, PoolState>;
  /** The identities of each identity pool, by pool id. */
  readonly identityPools: ReadonlyMap<string, readonly Identity[]>;
  /** Undefined until an identity pool has issued a token. */
  readonly identitySigningKey: SigningKey | undefined;
  readonly messages: readonly KeptMessage[];
}

/**
 * Increase it when the meaning of a kept field changes, or a field of a plain object such as SignIn is added: a file of another
 * version is not read. A new field of a class in kept-classes.ts gets its default instead.
 */
export const STATE_VERSION = 1;

/** The state as JSON. */
export function encodeState(state: CognitoState): Graph {
  return encodeGraph(state, keptClasses);
}

/** Parses the JSON of `encodeState`. Throws unless it is a state of this version. */
export function decodeState(json: unknown): CognitoState {
  return decodeGraph(Graph.parse(json), keptClasses) as CognitoState;
}
