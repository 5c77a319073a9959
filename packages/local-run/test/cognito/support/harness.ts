import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AdminCreateUserRequest, CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { EmbeddedCognito, type EmbeddedCognitoOptions } from '../../../src/cognito/embedded-cognito';
import type { UserPoolDefinition } from '../../../src/cognito/settings/definitions';
import type { CognitoState } from '../../../src/cognito/state/cognito-state';
import { reusedKeyPairs } from './key-pairs';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const REGION = 'us-east-1';
export const password = 'Correct-horse-1';
export const otherPassword = 'Battery-staple-2';

/** The pool with user names, and verified e-mail addresses as aliases. */
export const POOL = 'us-east-1_Users0001';
/** The pool whose user names are e-mail addresses. */
export const EMAIL_POOL = 'us-east-1_Emails001';

export const WEB = 'web0client';
export const ROTATING = 'rotating0client';
export const LEGACY = 'legacy0client';
export const BACKEND = 'backend0client';
export const EMAIL_WEB = 'email0web0client';

const passwordFlows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'];
const refreshingFlows = [...passwordFlows, 'ALLOW_REFRESH_TOKEN_AUTH'];

export const webClient = {
  logicalId: 'Web',
  id: WEB,
  properties: {
    ExplicitAuthFlows: refreshingFlows,
    PreventUserExistenceErrors: 'ENABLED',
    ReadAttributes: ['email', 'email_verified', 'name'],
    WriteAttributes: ['email', 'name'],
  },
};

export const pool: UserPoolDefinition = {
  logicalId: 'UserPool',
  id: POOL,
  properties: {
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    AliasAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    Policies: {
      PasswordPolicy: {
        MinimumLength: 8,
        PasswordHistorySize: 2,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        RequireUppercase: true,
      },
    },
    Schema: [
      { Name: 'email', Required: true, Mutable: true },
      { Name: 'role', AttributeDataType: 'String', Mutable: true },
    ],
    UsernameConfiguration: { CaseSensitive: false },
    VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE', EmailSubject: 'Your code' },
  },
  clients: [
    webClient,
    {
      logicalId: 'Rotating',
      id: ROTATING,
      properties: {
        ExplicitAuthFlows: passwordFlows,
        PreventUserExistenceErrors: 'ENABLED',
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
        AccessTokenValidity: 10,
        IdTokenValidity: 300,
        RefreshTokenValidity: 2,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'seconds', RefreshToken: 'hours' },
        AuthSessionValidity: 5,
      },
    },
    { logicalId: 'Legacy', id: LEGACY, properties: { ExplicitAuthFlows: passwordFlows } },
    {
      logicalId: 'Backend',
      id: BACKEND,
      properties: { ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'], EnableTokenRevocation: false },
    },
  ],
};

export const emailPool: UserPoolDefinition = {
  logicalId: 'EmailPool',
  id: EMAIL_POOL,
  properties: {
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    AutoVerifiedAttributes: ['email'],
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
  },
  clients: [
    {
      logicalId: 'EmailWeb',
      id: EMAIL_WEB,
      properties: { ExplicitAuthFlows: refreshingFlows, PreventUserExistenceErrors: 'ENABLED' },
    },
  ],
};

/** What runs the functions of triggers. */
type TriggerOptions = Pick<EmbeddedCognitoOptions, 'invokeFunction' | 'triggerTimeoutMs'>;

/** An embedded Cognito on a port, with an AWS SDK client, and a clock that moves only by `advance`. */
export class Harness {
  readonly log: string[] = [];
  readonly cognito: EmbeddedCognito;
  /** Its endpoint is read at the first call, so that it can be created before the server listens. */
  readonly aws = new CognitoIdentityProvider({
    endpoint: async () => ({ url: new URL(this.endpoint) }),
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  readonly #server: Server;
  #now = Date.UTC(2026, 10, 20, 12);

  constructor(pools: readonly UserPoolDefinition[] = [pool], state?: CognitoState, triggers: TriggerOptions = {}) {
    this.cognito = new EmbeddedCognito({
      ...triggers,
      state,
      region: REGION,
      clock: () => this.#now,
      newKeyPair: reusedKeyPairs(),
      log: (line) => this.log.push(line),
    });
    this.cognito.configure(pools);
    this.#server = createServer(this.cognito.listener);
  }

  get now(): number {
    return this.#now;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async start(): Promise<CognitoIdentityProvider> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    // A test that fails before it stops its harness must not keep the jest process alive.
    this.#server.unref();
    return this.aws;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The newest code or temporary password that was sent to an address. */
  codeFor(address: string): string {
    const message = this.cognito.messages(address).at(-1);
    if (message === undefined) throw new Error('no message was sent to this address');
    return message.code;
  }

  /** Sends a request that the SDK would not send. */
  post(operation: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

/** Starts a harness before the tests of a file and stops it afterwards. */
export function useHarness(pools?: readonly UserPoolDefinition[], triggers?: TriggerOptions) {
  const harness = new Harness(pools, undefined, triggers);
  beforeAll(() => harness.start());
  afterAll(() => harness.stop());
  return { harness, aws: harness.aws };
}

/** `Name: message` of the exception that an operation rejects with. */
export async function exceptionOf(operation: Promise<unknown>): Promise<string> {
  try {
    await operation;
    return 'no exception';
  } catch (error) {
    return String(error);
  }
}

export const addressOf = (username: string) => `${username}@example.org`;

export const email = (value: string) => [{ Name: 'email', Value: value }];

/** Signs up a user, with the address `addressOf(username)`, and confirms the account. Returns the sub. */
export async function addUser(harness: Harness, aws: CognitoIdentityProvider, username: string): Promise<string> {
  const address = addressOf(username);
  const { UserSub = '' } = await aws.signUp({
    ClientId: WEB,
    Username: username,
    Password: password,
    UserAttributes: email(address),
  });
  await aws.confirmSignUp({
    ClientId: WEB,
    Username: username,
    ConfirmationCode: harness.codeFor(address),
  });
  return UserSub;
}

/** AdminCreateUser, with an invitation by e-mail to `addressOf(username)`. */
export function invite(
  aws: CognitoIdentityProvider,
  Username: string,
  overrides: Partial<AdminCreateUserRequest> = {},
) {
  const UserAttributes = email(addressOf(Username));
  const request = { UserPoolId: POOL, Username, UserAttributes, ...overrides };
  return aws.adminCreateUser({ DesiredDeliveryMediums: ['EMAIL'], ...request });
}

/** InitiateAuth with USER_PASSWORD_AUTH. */
export function signIn(aws: CognitoIdentityProvider, username: string, { clientId = WEB, secret = password } = {}) {
  return aws.initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: username, PASSWORD: secret },
  });
}

/** The tokens of a new sign-in. */
export async function tokensOf(aws: CognitoIdentityProvider, username: string, clientId = WEB) {
  const { AuthenticationResult: result } = await signIn(aws, username, { clientId });
  const { AccessToken = '', IdToken = '', RefreshToken = '' } = result ?? {};
  return { AccessToken, IdToken, RefreshToken };
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
