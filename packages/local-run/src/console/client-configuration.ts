import type { Deployment, Method } from '../template/read-deployment';

/** What a page needs to know to sign somebody in: where things answer here, and under which ids. */
export interface ClientConfiguration {
  readonly userPoolId: string | undefined;
  readonly userPoolClientId: string | undefined;
  readonly cognito: string;
  /** Null where the stage has no managed login. */
  readonly managedLogin: ManagedLoginConfiguration | null;
  /** The routes of the API, without CORS preflights. */
  readonly routes: readonly RouteConfiguration[];
}

interface RouteConfiguration {
  /** Such as `POST`, or `ANY`. */
  readonly method: string;
  /** Such as `/notes/{id}`. */
  readonly path: string;
  readonly auth: 'open' | 'id-token' | 'access-token' | 'iam';
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

/** The deployment with its outputs leading to this machine where they would lead to the domain of a user pool. */
export function servedHere(deployment: Deployment, cognito: string): Deployment {
  const domains = deployment.userPools.flatMap(({ managedLogin }) => managedLogin?.address ?? []);
  const here = (output: string) => domains.reduce((value, domain) => value.replace(domain, cognito), output);
  const outputs = Object.entries(deployment.outputs).map(([name, value]) => [name, here(value)]);
  return { ...deployment, outputs: Object.fromEntries(outputs) };
}

/** For the pages of this machine; a page that is deployed is told by whoever deploys it. */
export function clientConfiguration(deployment: Deployment, cognito: string): ClientConfiguration {
  const [pool] = deployment.userPools;
  const client = pool?.clients[0];
  return {
    userPoolId: pool?.id,
    userPoolClientId: client?.id,
    cognito,
    managedLogin: (pool?.managedLogin && client && managedLogin(client.properties, cognito)) ?? null,
    routes: deployment.methods.filter(({ httpMethod }) => httpMethod !== 'OPTIONS').map(routeConfiguration),
  };
}

function routeConfiguration({ httpMethod, path, guard }: Method): RouteConfiguration {
  const route = { method: httpMethod, path };
  if (!guard) return { ...route, auth: 'open' };
  if ('signed' in guard) return { ...route, auth: 'iam' };
  return { ...route, auth: guard.scopes.length > 0 ? 'access-token' : 'id-token' };
}

function managedLogin(client: Readonly<Record<string, unknown>>, cognito: string): ManagedLoginConfiguration {
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
