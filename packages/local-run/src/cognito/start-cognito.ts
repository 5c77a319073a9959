import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Message } from './emails/mailbox';
import { EmbeddedCognito } from './embedded-cognito';
import type { Faults } from './faults';
import type { ManagedLoginDomain, UserPoolDefinition } from './settings/definitions';
import type { IdentityPoolDefinition } from './settings/identity-pool-settings';
import { isSocialType } from './settings/identity-provider-settings';
import type { TriggerName } from './settings/trigger-settings';
import type { InvokeFunction } from './triggers/invocation';
import type { CodeSource } from './users/code-source';

/** Options of `startCognito`. */
export interface StartCognitoOptions {
  /** The user pools. `[{}]` is one pool with one client, with the default settings. */
  readonly userPools: readonly UserPoolOptions[];
  /**
   * The identity pools.
   * @default none
   */
  readonly identityPools?: readonly IdentityPoolOptions[];
  /**
   * Region name, which is part of pool ids and of the tokens' issuer.
   * @default 'us-east-1'
   */
  readonly region?: string;
  /**
   * TCP port on 127.0.0.1.
   * @default 0: a free port
   */
  readonly port?: number;
  /**
   * Returns the current time in milliseconds since 1970. A test can replace it to let codes and tokens expire.
   * @default Date.now
   */
  readonly clock?: () => number;
  /**
   * Receives lines for the developer, such as the name of an unsupported operation. They contain no password, code or token.
   * @default console.error
   */
  readonly log?: (line: string) => void;
}

/** A user pool to create. */
export interface UserPoolOptions {
  /**
   * Name in error messages.
   * @default 'UserPool1', 'UserPool2' and so on
   */
  readonly name?: string;
  /**
   * Pool id, in AWS's format `REGION_XXXXXXXXX`.
   * @default an id that depends on the position only, such as `us-east-1_Local0001`
   */
  readonly id?: string;
  /**
   * Properties as of CloudFormation's AWS::Cognito::UserPool. They override the default ones.
   * @default users sign up with a user name, and verify an e-mail address by a code: AutoVerifiedAttributes is ['email']
   */
  readonly properties?: Readonly<Record<string, unknown>>;
  /**
   * The app clients.
   * @default one client, with the default settings
   */
  readonly clients?: readonly ClientOptions[];
  /**
   * Names of the groups.
   * @default none
   */
  readonly groups?: readonly string[];
  /**
   * The domain of the pool. With one, the OAuth endpoints and the sign-in page are served.
   * @default none
   */
  readonly managedLogin?: ManagedLoginDomain;
  /**
   * Functions that run as the pool's Lambda triggers, by the name of the trigger in LambdaConfig. PreTokenGeneration gets events of
   * version 2. A handler with the types of `@types/aws-lambda` can be used as it is, if it returns a promise or the event.
   * @default none
   */
  readonly triggers?: TriggerFunctions;
  /**
   * Identity providers. They are offered by the clients that do not set SupportedIdentityProviders. A sign-in needs `managedLogin`.
   * @default none
   */
  readonly identityProviders?: readonly IdentityProviderOptions[];
}

/** An OpenID provider, such as one that a test starts. Its client must allow the redirect to `ENDPOINT/oauth2/idpresponse`. */
export interface IdentityProviderOptions {
  /** `ProviderName`: `Google`, `SignInWithApple`, `Facebook` or `LoginWithAmazon` for a provider of that type, another name for OIDC. */
  readonly name: string;
  /** URL whose `/.well-known/openid-configuration` describes the provider. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * Scopes to request.
   * @default ['openid', 'email', 'profile']
   */
  readonly scopes?: readonly string[];
  /**
   * Names of attributes of the user pool with the names of claims.
   * @default { email: 'email', email_verified: 'email_verified' }
   */
  readonly attributeMapping?: Readonly<Record<string, string>>;
}

/** The event of a trigger. */
export interface TriggerEvent {
  readonly version: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly triggerSource: string;
  readonly request: { readonly userAttributes?: Readonly<Record<string, string>>; readonly [name: string]: unknown };
  response: { [name: string]: unknown };
}

/** A function for each trigger. It returns the event, or a promise of it, and refuses by an error. */
export type TriggerFunctions = {
  // A method, so that a function with a more specific event is accepted too.
  readonly [name in TriggerName]?: { run(event: TriggerEvent, context: object, callback: () => void): unknown }['run'];
};

/** An app client to create. */
export interface ClientOptions {
  /**
   * Name in error messages.
   * @default 'Client1', 'Client2' and so on
   */
  readonly name?: string;
  /**
   * Client id.
   * @default an id that depends on the position only, such as `localclient000000000000001`
   */
  readonly id?: string;
  /**
   * Properties as of CloudFormation's AWS::Cognito::UserPoolClient. They override the default ones.
   * @default sign-in with a password, by SRP and with a refresh token; PreventUserExistenceErrors is ENABLED
   */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** An identity pool to create. */
export interface IdentityPoolOptions {
  /**
   * Name in error messages.
   * @default 'IdentityPool1', 'IdentityPool2' and so on
   */
  readonly name?: string;
  /**
   * Identity pool id, in AWS's format `REGION:UUID`.
   * @default an id that depends on the position only
   */
  readonly id?: string;
  /**
   * Properties as of CloudFormation's AWS::Cognito::IdentityPool. They override the default ones.
   * @default accepts ID tokens of all clients of all user pools, and no unauthenticated identities
   */
  readonly properties?: Readonly<Record<string, unknown>>;
  /**
   * ARN of the role that authenticated identities get credentials of.
   * @default 'arn:aws:iam::000000000000:role/authenticated'
   */
  readonly authenticatedRoleArn?: string;
}

/** A Cognito that `startCognito` started. */
export interface RunningCognito {
  /** Endpoint for the `endpoint` option of an AWS SDK client, such as `http://127.0.0.1:9229`. */
  readonly endpoint: string;
  readonly region: string;
  /** In the order of the options. The public keys of a pool are at `ENDPOINT/POOL_ID/.well-known/jwks.json`. */
  readonly userPools: readonly { readonly id: string; readonly clientIds: readonly string[] }[];
  /** In the order of the options. */
  readonly identityPools: readonly { readonly id: string }[];
  /**
   * The e-mails that Cognito would have sent, oldest first.
   * @param to only those to this address (case-insensitive)
   */
  messages(to?: string): Message[];
  /**
   * Removes messages: after it, the first message is the next one.
   * @param to only those to this address (case-insensitive)
   */
  clearMessages(to?: string): void;
  /** Removes all users with their tokens, sessions, codes and identities. Keeps pools, clients, groups and signing keys. */
  removeUsers(): void;
  /**
   * Fixes the codes of e-mails: `codes.fix('123456')` until `codes.release()`, `codes.fix('123456', 1)` for the next one only.
   * @default random codes
   */
  readonly codes: Pick<CodeSource, 'fix' | 'release'>;
  /** Makes operations fail, such as `faults.add({ fault: 'throttle', operation: 'SignUp', times: 1 })`, until `faults.clear()`. */
  readonly faults: Pick<Faults, 'add' | 'clear'>;
  /** Closes the port and all connections. All data is lost. */
  close(): Promise<void>;
}

const DEFAULT_ROLE = 'arn:aws:iam::000000000000:role/authenticated';

const defaultPoolProperties = { AutoVerifiedAttributes: ['email'] };

const defaultClientProperties = {
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  PreventUserExistenceErrors: 'ENABLED',
};

/**
 * Starts an embedded Cognito on 127.0.0.1, with user pools in memory: for tests that need sign-up, sign-in and tokens
 * without an AWS account.
 *
 * Rejects with an error that names the resource if a setting is unsupported, if two resources have the same id, or if the
 * port is in use (`EADDRINUSE`).
 *
 * @example
 * const cognito = await startCognito({ userPools: [{ groups: ['admins'] }] });
 * const client = new CognitoIdentityProviderClient({
 *   endpoint: cognito.endpoint,
 *   region: cognito.region,
 *   credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
 * });
 * // Sign up, read the code from cognito.messages('ada@example.org'), confirm, sign in.
 * await cognito.close();
 */
export async function startCognito(options: StartCognitoOptions): Promise<RunningCognito> {
  const { region = 'us-east-1', port = 0, clock, log } = options;
  const userPools = userPoolDefinitions(options.userPools, region);
  const identityPools = identityPoolDefinitions(options.identityPools ?? [], userPools, region);
  assertUniqueIds([...userPools, ...userPools.flatMap(({ clients }) => clients), ...identityPools]);
  const invokeFunction = options.userPools.some(({ triggers }) => triggers) ? invoker(options.userPools) : undefined;
  const cognito = new EmbeddedCognito({
    region,
    ...(clock && { clock }),
    ...(log && { log }),
    ...(invokeFunction && { invokeFunction }),
    identityProviders: (poolId, provider) =>
      options.userPools[userPools.findIndex(({ id }) => id === poolId)]?.identityProviders?.find(
        ({ name }) => name === provider,
      ),
  });
  cognito.configure(userPools, identityPools);
  const server = createServer(cognito.listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region,
    userPools: userPools.map(({ id, clients }) => ({ id, clientIds: clients.map((client) => client.id) })),
    identityPools: identityPools.map(({ id }) => ({ id })),
    messages: (to) => cognito.messages(to),
    clearMessages: (to) => cognito.clearMessages(to),
    removeUsers: () => cognito.removeUsers(),
    codes: cognito.codes,
    faults: cognito.faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function userPoolDefinitions(pools: readonly UserPoolOptions[], region: string): UserPoolDefinition[] {
  let clientNumber = 0;
  return pools.map((pool, index) => {
    const { name, id, properties, clients = [{}], groups = [], managedLogin, triggers, identityProviders = [] } = pool;
    const SupportedIdentityProviders = ['COGNITO', ...identityProviders.map((provider) => provider.name)];
    const poolId = id ?? `${region}_Local${digits(index + 1, 4)}`;
    return {
      logicalId: name ?? `UserPool${index + 1}`,
      id: poolId,
      properties: {
        ...defaultPoolProperties,
        ...(triggers && { LambdaConfig: lambdaConfig(triggers, index) }),
        ...properties,
      },
      clients: clients.map((client) => {
        clientNumber += 1;
        return {
          logicalId: client.name ?? `Client${clientNumber}`,
          id: client.id ?? `localclient${digits(clientNumber, 15)}`,
          properties: { ...defaultClientProperties, SupportedIdentityProviders, ...client.properties },
        };
      }),
      groups: groups.map((GroupName) => ({ logicalId: GroupName, properties: { GroupName, UserPoolId: poolId } })),
      managedLogin,
      identityProviders: identityProviders.map((provider) => ({
        logicalId: provider.name,
        properties: providerProperties(provider, poolId),
      })),
    };
  });
}

function providerProperties(provider: IdentityProviderOptions, UserPoolId: string): Record<string, unknown> {
  const { name, issuer, clientId, clientSecret, scopes = ['openid', 'email', 'profile'], attributeMapping } = provider;
  const common = { client_id: clientId, authorize_scopes: scopes.join(' ') };
  // AWS accepts https only. The provider is called at its own URL.
  const oidc = { attributes_request_method: 'GET', oidc_issuer: issuer.replace(/^http:/, 'https:') };
  const type = isSocialType(name) ? name : 'OIDC';
  return {
    UserPoolId,
    ProviderName: name,
    ProviderType: type,
    ProviderDetails:
      type === 'SignInWithApple'
        ? { ...common, key_id: 'local', private_key: clientSecret, team_id: 'local' }
        : { ...common, client_secret: clientSecret, ...(type === 'OIDC' && oidc) },
    AttributeMapping: attributeMapping ?? { email: 'email', email_verified: 'email_verified' },
  };
}

const functionArn = (name: string, index: number) => `arn:aws:lambda:local:000000000000:function:${index}-${name}`;

function lambdaConfig(triggers: TriggerFunctions, index: number): Record<string, unknown> {
  const { PreTokenGeneration, ...others } = triggers;
  const names = Object.entries(others).filter(([, run]) => run !== undefined);
  return {
    ...Object.fromEntries(names.map(([name]) => [name, functionArn(name, index)])),
    ...(PreTokenGeneration && {
      PreTokenGenerationConfig: { LambdaArn: functionArn('PreTokenGeneration', index), LambdaVersion: 'V2_0' },
    }),
  };
}

/** Runs the functions of the options. Events and results are copied as JSON, as between Cognito and Lambda. */
function invoker(pools: readonly UserPoolOptions[]): InvokeFunction {
  const functions = new Map(
    pools.flatMap(({ triggers = {} }, index) =>
      Object.entries(triggers).map(([name, run]) => [functionArn(name, index), run] as const),
    ),
  );
  return async (arn, event) => {
    const run = functions.get(arn);
    if (run === undefined) return { failure: `there is no function ${arn}: give it in \`triggers\` of the user pool` };
    try {
      const result = await run(event as TriggerEvent, {}, () => {});
      return { result: JSON.parse(JSON.stringify(result ?? null)) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

function identityPoolDefinitions(
  pools: readonly IdentityPoolOptions[],
  userPools: readonly UserPoolDefinition[],
  region: string,
): IdentityPoolDefinition[] {
  const providers = userPools.flatMap(({ id, clients }) =>
    clients.map((client) => ({
      ClientId: client.id,
      ProviderName: `cognito-idp.${region}.amazonaws.com/${id}`,
    })),
  );
  const defaults = { AllowUnauthenticatedIdentities: false, CognitoIdentityProviders: providers };
  return pools.map(({ name, id, properties, authenticatedRoleArn = DEFAULT_ROLE }, index) => ({
    logicalId: name ?? `IdentityPool${index + 1}`,
    id: id ?? `${region}:00000000-0000-4000-8000-${digits(index + 1, 12)}`,
    properties: { ...defaults, ...properties },
    authenticatedRoleArn,
  }));
}

/** Throws if two resources have the same id: one would hide the other. */
function assertUniqueIds(resources: readonly { readonly logicalId: string; readonly id: string }[]): void {
  const byId = new Map<string, string>();
  for (const { logicalId, id } of resources) {
    const other = byId.get(id);
    if (other !== undefined) throw new Error(`"${other}" and "${logicalId}" have the same id: ${id}`);
    byId.set(id, logicalId);
  }
}

const digits = (number: number, length: number) => String(number).padStart(length, '0');
