import type { Deployment } from '../template/deployment';

/** What a web page needs to sign users in: endpoints of this local run and ids of the deployment. */
export interface ClientConfiguration {
  readonly userPoolId: string | undefined;
  readonly userPoolClientId: string | undefined;
  /** URL of the Cognito endpoint. */
  readonly cognito: string;
  /** Null if the user pool has no domain. */
  readonly managedLogin: ManagedLoginConfiguration | null;
}

interface ManagedLoginConfiguration {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
  readonly logoutEndpoint: string;
  readonly scopes: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

/** Replaces the addresses of user pool domains in the outputs with the local Cognito endpoint. */
export function withLocalOutputs(deployment: Deployment, cognito: string): Deployment {
  const domains = deployment.userPools.flatMap(({ managedLogin }) => managedLogin?.address ?? []);
  const localize = (output: string) => domains.reduce((value, domain) => value.replace(domain, cognito), output);
  const outputs = Object.entries(deployment.outputs).map(([name, value]) => [name, localize(value)]);
  return { ...deployment, outputs: Object.fromEntries(outputs) };
}

/** The configuration for the first user pool and its first app client. `cognito` is the URL of the Cognito endpoint. */
export function createClientConfiguration({ userPools: [pool] }: Deployment, cognito: string): ClientConfiguration {
  const client = pool?.clients[0];
  return {
    userPoolId: pool?.id,
    userPoolClientId: client?.id,
    cognito,
    managedLogin: (pool?.managedLogin && client && managedLoginConfiguration(client.properties, cognito)) ?? null,
  };
}

function managedLoginConfiguration(
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
  };
}
