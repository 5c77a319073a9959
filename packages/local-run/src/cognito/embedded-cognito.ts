import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { CognitoReply } from './cognito-reply';
import { CognitoService } from './cognito-service';
import type { Changed } from './context';
import { describeMessage } from './emails/describe-message';
import { type KeptMessage, Mailbox, type Message } from './emails/mailbox';
import type { Faults } from './faults';
import type { FindProviderEndpoint } from './federation/provider-endpoint';
import type { TemporaryCredentials } from './identity-pools/temporary-credentials';
import { planUsers, type SeedUser, type UserSeed } from './seed-users';
import type { UserPoolDefinition } from './settings/definitions';
import type { IdentityPoolDefinition } from './settings/identity-pool-settings';
import type { CognitoState } from './state/cognito-state';
import { type NewKeyPair, rsaKeyPair } from './tokens/signing-key';
import type { InvokeFunction } from './triggers/invocation';
import type { CodeSource } from './users/code-source';
import { respond } from './wire/aws-json';
import { serve } from './wire/server';

/** Options of the embedded Cognito. Tests replace the clock, the randomness and the generation of keys. */
export interface EmbeddedCognitoOptions {
  /** Region name, such as `us-east-1`. */
  readonly region: string;
  /**
   * Current time in milliseconds since 1970.
   * @default Date.now
   */
  readonly clock?: () => number;
  /**
   * Source of all unguessable values.
   * @default crypto.randomBytes
   */
  readonly random?: (bytes: number) => Buffer;
  /**
   * Generates a key pair for a pool's tokens.
   * @default RSA with 2048 bits, as in AWS
   */
  readonly newKeyPair?: NewKeyPair;
  /**
   * Receives lines for the developer, which contain no password, code or token.
   * @default console.error
   */
  readonly log?: (line: string) => void;
  /**
   * What an earlier instance has kept.
   * @default nothing: all pools are empty
   */
  readonly state?: CognitoState | undefined;
  /**
   * Where the identity providers of the user pools are reached.
   * @default nowhere: a sign-in with one shows an error page
   */
  readonly identityProviders?: FindProviderEndpoint;
  /** Receives each e-mail when it is sent. */
  readonly onEmail?: (message: KeptMessage) => void;
  /** Called with what has changed, or may have changed. */
  readonly onChange?: (changed: Changed) => void;
  /**
   * Calls the Lambda functions of triggers, which a pool's LambdaConfig names.
   * @default none: a pool with a trigger is refused
   */
  readonly invokeFunction?: InvokeFunction;
  /**
   * How long one call of a trigger may take, in milliseconds.
   * @default 5000, as in AWS
   */
  readonly triggerTimeoutMs?: number;
}

/** Source: "Important considerations" of Lambda triggers in the Cognito developer guide. */
const TRIGGER_TIMEOUT_MS = 5_000;

/** Amazon Cognito's user pools and identity pools, emulated in memory. What `state` returns can be kept between starts. */
export class EmbeddedCognito {
  readonly #mailbox: Mailbox;
  readonly #service: CognitoService;

  constructor({
    region,
    clock = Date.now,
    random = randomBytes,
    newKeyPair = rsaKeyPair,
    log = console.error,
    onEmail,
    onChange = () => {},
    invokeFunction,
    triggerTimeoutMs = TRIGGER_TIMEOUT_MS,
    identityProviders = () => undefined,
    state,
  }: EmbeddedCognitoOptions) {
    this.#mailbox = new Mailbox(state?.messages, {
      onSend: onEmail,
      onChange: () => onChange('messages'),
    });
    const context = {
      onChange,
      region,
      now: clock,
      random,
      mailbox: this.#mailbox,
      log,
      invokeFunction,
      triggerTimeoutMs,
    };
    this.#service = new CognitoService(context, { newKeyPair, findProviderEndpoint: identityProviders, state });
  }

  /** Users, groups, keys, sign-ins and messages. It refers to the objects in use and is not a copy of them. */
  get state(): CognitoState {
    return this.#service.state;
  }

  /** Request listener for `http.createServer`. */
  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    // `serve` rejects only if the client aborts the request: there is no one to answer.
    serve(request, response, this.#service).catch(() => response.destroy());
  };

  /** Performs an operation of Amazon Cognito, as a request to the port does. Faults that were added do not apply to it. */
  perform(headers: IncomingHttpHeaders, body: Buffer): Promise<CognitoReply> {
    return respond(headers, body, this.#service);
  }

  /**
   * Creates pools, or changes the settings of existing ones: users are kept; pools and clients that are not listed are
   * removed. Throws an error that names the resource if a setting is unsupported, and then changes nothing.
   */
  configure(userPools: readonly UserPoolDefinition[], identityPools: readonly IdentityPoolDefinition[] = []): void {
    this.#service.configure(userPools, identityPools);
  }

  /** Plans the creation of users. Throws a SeedUserError if one breaks a rule of the pool. */
  planUsers(users: readonly SeedUser[]): UserSeed {
    return planUsers(users, this.#service);
  }

  /** The credentials that an identity pool issued with this access key id: a gateway verifies signatures with them. */
  credentials(accessKeyId: string): TemporaryCredentials | undefined {
    return this.#service.credentials.get(accessKeyId);
  }

  /** The e-mails that Cognito would have sent, oldest first: all, or those to one address (case-insensitive). */
  messages(to?: string): Message[] {
    return this.#mailbox.messages(to).map((message) => describeMessage(message, this.#service));
  }

  /** The message with this id; undefined if there is none. */
  message(id: string): Message | undefined {
    return this.messages().find((message) => message.id === id);
  }

  /** The codes that are sent to users. A test can fix them. */
  get codes(): CodeSource {
    return this.#service.codes;
  }

  /** A test can make operations fail. */
  get faults(): Faults {
    return this.#service.faults;
  }

  /** Removes all messages, or those to one address (case-insensitive). */
  clearMessages(to?: string): void {
    this.#mailbox.clear(to);
  }

  /** Removes one message. False if there is none with this id. */
  removeMessage(id: string): boolean {
    return this.#mailbox.remove(id);
  }

  /**
   * Removes all users, their tokens, sessions, codes and identities, and the groups that were created by an operation.
   * Keeps pools, clients, the groups of the configuration, signing keys and messages.
   */
  removeUsers(): void {
    this.#service.removeUsers();
    this.#service.onChange('users');
  }

  /** Removes the user who signs in with this name or e-mail address, in each pool. False if there is none. */
  removeUser(name: string): boolean {
    const removed = this.#service.removeUser(name);
    this.#service.onChange('users');
    return removed;
  }
}
