import type { Deployment, Method, UserPoolDefinition } from '../template/deployment';
import { readSignInConfiguration, type SignInConfiguration } from './sign-in-configuration';

/**
 * What a front end needs to know about the app: endpoints of this local run, ids of the deployment, and how users sign in. Without a user
 * pool, it has no sign-in configuration.
 */
export interface ClientConfiguration extends Partial<SignInConfiguration> {
  /** Such as `http://localhost:3000`. */
  readonly apiUrl: string;
  readonly region: string;
  /** Name of the product for people. */
  readonly productName: string;
  readonly userPoolId: string | undefined;
  readonly userPoolClientId: string | undefined;
  /** URL of the Cognito endpoint. */
  readonly cognito: string;
  /** Null if the user pool has no domain. */
  readonly managedLogin: ManagedLoginConfiguration | null;
  /** The routes of the API, without CORS preflights. */
  readonly routes: readonly RouteConfiguration[];
  /** Names of the DynamoDB tables. */
  readonly tables: readonly string[];
  /** Whether the local run has a service itself, or uses another endpoint. */
  readonly embedded: { readonly cognito: boolean; readonly dynamodb: boolean };
}

/** What the template does not say. */
export interface ConfigurationContext extends Pick<ClientConfiguration, 'apiUrl' | 'cognito' | 'embedded'> {
  /** @default - name of the stack with the REST API */
  readonly productName: string | undefined;
}

interface RouteConfiguration {
  /** Such as `POST`, or `ANY`. */
  readonly method: string;
  /** Such as `/notes/{id}`. */
  readonly path: string;
  readonly auth: 'open' | 'id-token' | 'access-token' | 'iam';
  /** Names of the fields of a JSON body, if the route has a request model that lists them. */
  readonly fields?: readonly string[];
}

interface ManagedLoginConfiguration {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
  readonly logoutEndpoint: string;
  readonly scopes: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  /** Names of the identity providers of the user pool, which `identity_provider` takes. */
  readonly identityProviders: readonly string[];
}

/** Replaces the addresses of user pool domains in the outputs with the local Cognito endpoint. */
export function withLocalOutputs(deployment: Deployment, cognito: string): Deployment {
  const domains = deployment.userPools.flatMap(({ managedLogin }) => managedLogin?.address ?? []);
  const localize = (output: string) => domains.reduce((value, domain) => value.replace(domain, cognito), output);
  const outputs = Object.entries(deployment.outputs).map(([name, value]) => [name, localize(value)]);
  return { ...deployment, outputs: Object.fromEntries(outputs) };
}

/** The configuration for the first user pool and its first app client. */
export function createClientConfiguration(
  deployment: Deployment,
  { apiUrl, cognito, embedded, productName = deployment.stackName }: ConfigurationContext,
): ClientConfiguration {
  const [pool] = deployment.userPools;
  const client = pool?.clients[0];
  const managedLogin = pool?.managedLogin && client && managedLoginConfiguration(pool, client.properties, cognito);
  return {
    apiUrl,
    region: deployment.region,
    productName,
    userPoolId: pool?.id,
    userPoolClientId: client?.id,
    cognito,
    ...(pool && readSignInConfiguration(pool)),
    managedLogin: managedLogin ?? null,
    routes: deployment.methods.filter(({ httpMethod }) => httpMethod !== 'OPTIONS').map(routeConfiguration),
    tables: deployment.tables.map(({ name }) => name),
    embedded,
  };
}

function routeConfiguration({ httpMethod, path, auth, models }: Method): RouteConfiguration {
  const fields = fieldsOf(models.get('application/json'));
  return { method: httpMethod, path, auth: authOf(auth), ...(fields.length > 0 && { fields }) };
}

function authOf(auth: Method['auth']): RouteConfiguration['auth'] {
  if (!auth) return 'open';
  if ('iam' in auth) return 'iam';
  return auth.scopes.length > 0 ? 'access-token' : 'id-token';
}

function fieldsOf(model: { readonly properties?: object } = {}): string[] {
  return Object.keys(model.properties ?? {});
}

function managedLoginConfiguration(
  { identityProviders }: UserPoolDefinition,
  client: Readonly<Record<string, unknown>>,
  cognito: string,
): ManagedLoginConfiguration {
  const list = (name: string) => (client[name] ?? []) as string[];
  return {
    authorizationEndpoint: `${cognito}/oauth2/authorize`,
    tokenEndpoint: `${cognito}/oauth2/token`,
    revocationEndpoint: `${cognito}/oauth2/revoke`,
    logoutEndpoint: `${cognito}/logout`,
    scopes: list('AllowedOAuthScopes'),
    callbackUrls: list('CallbackURLs'),
    logoutUrls: list('LogoutURLs'),
    identityProviders: identityProviders.map(({ properties }) => String(properties.ProviderName)),
  };
}
