import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PoolDefinition, Region } from './cognito-service';
import { Mailbox, type Message } from './emails/mailbox';
import type { IdentityPoolDefinition } from './identity-pools/identity-pool';
import type { TemporaryCredentials } from './identity-pools/temporary-credentials';
import { type NewKeyPair, rsaKeyPair } from './tokens/signing-key';
import { serve } from './wire/server';

export type { PoolDefinition } from './cognito-service';
export type { Message } from './emails/mailbox';
export type { IdentityPoolDefinition } from './identity-pools/identity-pool';
export type { TemporaryCredentials } from './identity-pools/temporary-credentials';

/** What a caller may replace, above all so that tests control time and chance, and need not wait for prime numbers. */
export interface EmbeddedCognitoOptions {
  region: string;
  /** Milliseconds since 1970. */
  clock?: () => number;
  random?: (bytes: number) => Buffer;
  newKeyPair?: NewKeyPair;
  log?: (line: string) => void;
}

/** Amazon Cognito's user pools and identity pools in memory: what its clients can tell is as in AWS, and nothing outlives the process. */
export class EmbeddedCognito {
  readonly #mailbox = new Mailbox();
  readonly #region: Region;

  constructor({
    region,
    clock = Date.now,
    random = randomBytes,
    newKeyPair = rsaKeyPair,
    log = console.error,
  }: EmbeddedCognitoOptions) {
    this.#region = new Region({ region, clock, random, newKeyPair, mailbox: this.#mailbox, log });
  }

  /** For `http.createServer`. */
  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    // Only a request that breaks off gets here, and then nobody waits for an answer.
    serve(request, response, this.#region).catch(() => response.destroy());
  };

  /**
   * Creates pools, or changes the settings of those that exist: users stay, pools and clients no longer named go.
   * Throws one sentence that names the resource for a setting that cannot be honoured, and then changes nothing.
   */
  configure(pools: readonly PoolDefinition[], identityPools: readonly IdentityPoolDefinition[] = []): void {
    this.#region.configure(pools, identityPools);
  }

  /** The credentials that an identity pool gave out under this key id: what a gateway checks signatures with. */
  credentials(accessKeyId: string): TemporaryCredentials | undefined {
    return this.#region.credentials.get(accessKeyId);
  }

  /** The messages that would have been mailed, oldest first: all, or those to one address in any case. */
  messages(to?: string): Message[] {
    return this.#mailbox.messages(to);
  }
}
