import type { EmbeddedCognitoOptions } from '../../../src/cognito/embedded-cognito';
import type { UserPoolDefinition, UserPoolPart } from '../../../src/cognito/settings/definitions';
import type { CognitoState } from '../../../src/cognito/state/cognito-state';
import { providerDefinitions } from '../../../src/identity-provider/definition';
import { LocalIdentityProviders } from '../../../src/identity-provider/identity-providers';
import { Browser, type Visit } from './browser';
import { Harness } from './harness';
import { APP, authorizationQuery, codeIn, LOGIN_POOL, Login, loginPool } from './managed-login';

export const google: UserPoolPart = {
  logicalId: 'Google',
  properties: {
    UserPoolId: LOGIN_POOL,
    ProviderName: 'Google',
    ProviderType: 'Google',
    ProviderDetails: {
      client_id: 'google-client.apps.googleusercontent.com',
      client_secret: '{{resolve:secretsmanager:google:SecretString:clientSecret::}}',
      authorize_scopes: 'openid email profile',
    },
    AttributeMapping: { email: 'email', email_verified: 'email_verified', name: 'name' },
  },
};

/** A company's OpenID provider, whose subjects contain upper case. It says nothing about addresses. */
export const acme: UserPoolPart = {
  logicalId: 'Acme',
  properties: {
    UserPoolId: LOGIN_POOL,
    ProviderName: 'Acme',
    ProviderType: 'OIDC',
    ProviderDetails: {
      client_id: 'acme-client',
      client_secret: '{{resolve:secretsmanager:acme:SecretString:clientSecret::}}',
      authorize_scopes: 'openid email',
      oidc_issuer: 'https://login.acme.example',
      attributes_request_method: 'GET',
    },
    AttributeMapping: { email: 'email' },
    IdpIdentifiers: ['acme.example'],
  },
};

export const saml: UserPoolPart = {
  logicalId: 'Company',
  properties: {
    UserPoolId: LOGIN_POOL,
    ProviderName: 'Company',
    ProviderType: 'SAML',
    ProviderDetails: { MetadataURL: 'https://company.example/metadata' },
    AttributeMapping: { email: 'email' },
  },
};

const [app, ...otherClients] = loginPool.clients;

/** The properties of the app's client. */
export const appProperties = {
  ...app?.properties,
  SupportedIdentityProviders: ['COGNITO', 'Google', 'Acme', 'Company'],
  WriteAttributes: ['email', 'name'],
};

export const federatedPool: UserPoolDefinition = {
  ...loginPool,
  clients: [{ logicalId: 'App', id: APP, properties: appProperties }, ...otherClients],
  identityProviders: [google, acme, saml],
};

/** The pool with changed properties, with or without some identity providers. */
export function poolWith(changes: Record<string, unknown>, more: Partial<UserPoolDefinition> = {}): UserPoolDefinition {
  return { ...federatedPool, ...more, properties: { ...federatedPool.properties, ...changes } };
}

/** What is entered on the page of a provider. */
export interface Entered {
  readonly email: string;
  readonly name?: string;
  readonly verified?: boolean;
  readonly provider?: string;
}

const started: LocalIdentityProviders[] = [];

// A test that fails before it stops its federation must not keep the jest process alive.
afterAll(() => {
  for (const providers of started.splice(0)) providers.close();
});

/** An embedded Cognito whose identity providers have stand-ins. */
export class Federation {
  readonly providers: LocalIdentityProviders;
  readonly harness: Harness;
  readonly #pools: readonly UserPoolDefinition[];

  constructor(
    pool: UserPoolDefinition = federatedPool,
    options: Partial<EmbeddedCognitoOptions> = {},
    state?: CognitoState,
  ) {
    this.#pools = [pool];
    this.harness = new Harness(this.#pools, state, {
      identityProviders: (poolId, name) => this.providers.endpoint(poolId, name),
      ...options,
    });
    this.providers = new LocalIdentityProviders((line) => this.harness.log.push(line));
  }

  get aws() {
    return this.harness.aws;
  }

  async start(): Promise<void> {
    await this.harness.start();
    await this.providers.start(providerDefinitions(this.#pools), 0);
    started.push(this.providers);
    this.providers.configure(providerDefinitions(this.#pools));
  }

  async stop(): Promise<void> {
    await this.harness.stop();
    this.providers.close();
  }

  browser(): Browser {
    return new Browser(this.harness.endpoint, ...(this.providers.url === undefined ? [] : [this.providers.url]));
  }

  /** Opens the page of a provider. */
  open(provider: string, browser = this.browser(), changes: Record<string, string | undefined> = {}): Promise<Visit> {
    return browser.open(`/oauth2/authorize?${authorizationQuery({ identity_provider: provider, ...changes })}`);
  }

  /** Signs in with a provider. The visit ends at the app or on a page. */
  async signIn(entered: Entered, browser = this.browser()): Promise<Visit> {
    const { email, name = '', verified = true, provider = 'Google' } = entered;
    await this.open(provider, browser);
    return browser.submit({ email, name, ...(verified && { verified: 'yes' }) });
  }

  /** Signs in with a provider and returns the tokens. */
  async tokens(entered: Entered): Promise<{ access: string; id: string; refresh: string }> {
    const { body } = await new Login(this.harness).exchange(codeIn(await this.signIn(entered)));
    return { access: String(body.access_token), id: String(body.id_token), refresh: String(body.refresh_token) };
  }
}

/** Starts a federation before the tests of a file and stops it afterwards. */
export function useFederation(pool?: UserPoolDefinition, options?: Partial<EmbeddedCognitoOptions>): Federation {
  const federation = new Federation(pool, options);
  beforeAll(() => federation.start());
  afterAll(() => federation.stop());
  return federation;
}
