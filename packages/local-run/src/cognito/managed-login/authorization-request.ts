import type { CognitoService } from '../cognito-service';
import type { OAuthSettings } from '../settings/client-settings';
import { OPENID_SCOPE, USER_ADMIN_SCOPE } from '../tokens/scopes';
import type { AppClient } from '../user-pool';
import { PageError, RedirectedError } from './oauth-error';

/** A client that may use managed login, with its OAuth settings. Its pool has a domain. */
export interface LoginClient {
  readonly client: AppClient;
  readonly oauth: OAuthSettings;
}

/** A valid authorization request (OpenID Connect Core, 3.1.2.1). */
export interface AuthorizationRequest {
  readonly client: AppClient;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  /** PKCE: S256 hash of the code verifier. */
  readonly challenge: string;
  readonly prompt: string | undefined;
  /** Initial value of the field for the user name. */
  readonly loginHint: string | undefined;
}

/** Parses the query of /oauth2/authorize and /login. Throws a PageError or a RedirectedError for an invalid one. */
export function parseAuthorizationRequest(query: URLSearchParams, service: CognitoService): AuthorizationRequest {
  const { client, oauth } = parseClient(query, service);
  const redirectUri = registeredUrl(query, 'redirect_uri', oauth.callbackUrls);
  const state = query.get('state') ?? undefined;
  const reject: Reject = (code, message) => {
    const location = withParameters(redirectUri, { error: code, error_description: message, state });
    throw new RedirectedError(location, code, message);
  };
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) reject('invalid_request', 'A parameter is given twice');
  assertResponseType(query.get('response_type'), reject);
  return {
    client,
    redirectUri,
    state,
    scopes: parseScopes(query.get('scope'), oauth.scopes, reject),
    challenge: parseChallenge(query, reject),
    nonce: query.get('nonce') || undefined,
    // The classic hosted UI ignores it.
    prompt: client.pool.managedLogin?.version === 2 ? (query.get('prompt') ?? undefined) : undefined,
    loginHint: query.get('login_hint') ?? undefined,
  };
}

/** The client of a page. Throws a PageError if it is unknown or has no pages: then there is no safe redirect URI. */
export function parseClient(query: URLSearchParams, service: CognitoService): LoginClient {
  const id = single(query, 'client_id');
  const client = service.findClient(id ?? '');
  const domain = client?.pool.managedLogin;
  const oauth = client?.settings.oauth;
  if (client === undefined || domain === undefined || oauth === undefined) {
    throw new PageError('invalid_client', 'No app has the client_id of this link.');
  }
  if (domain.version === 2 && !domain.styledClients.includes(client.id)) {
    throw new PageError('no_style', 'Login pages unavailable: no branding style is assigned to this app client.');
  }
  return { client, oauth };
}

/** A URL parameter. Throws a PageError unless it equals one of the client's registered URLs. */
export function registeredUrl(query: URLSearchParams, name: string, urls: readonly string[]): string {
  const url = single(query, name);
  if (url !== undefined && urls.includes(url)) return url;
  throw new PageError('redirect_mismatch', `The ${name} of this link is not registered for the app.`);
}

/** Appends parameters to a URL, which may have a query, and leaves the rest of it unchanged. */
export function withParameters(url: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) added.append(name, value);
  return `${url}${url.includes('?') ? '&' : '?'}${added}`;
}

type Reject = (code: string, message: string) => never;

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

function assertResponseType(type: string | null, reject: Reject): void {
  if (!type) reject('invalid_request', 'response_type is missing');
  if (type === 'token') reject('unauthorized_client', 'The implicit grant is not allowed: use response_type=code');
  if (type !== 'code') reject('unsupported_response_type', 'response_type must be code');
}

/**
 * The requested scopes; without `scope` all that the client is allowed. The error code is AWS's, not that of RFC 6749, which has
 * `invalid_scope` for it.
 */
function parseScopes(given: string | null, allowed: readonly string[], reject: Reject): readonly string[] {
  if (!given) return allowed;
  const scopes = [...new Set(given.split(' ').filter(Boolean))];
  if (!scopes.every((scope) => allowed.includes(scope))) reject('invalid_request', 'invalid_scope');
  if (!scopes.includes(OPENID_SCOPE) && scopes.some((scope) => scope !== USER_ADMIN_SCOPE)) {
    reject('invalid_request', 'invalid_scope');
  }
  return scopes;
}

/** PKCE is required. It is optional in Cognito, but all current clients support it, and OAuth 2.1 requires it. */
function parseChallenge(query: URLSearchParams, reject: Reject): string {
  const challenge = query.get('code_challenge');
  const method = query.get('code_challenge_method');
  if (!challenge) reject('invalid_request', 'code_challenge is missing: PKCE is required');
  if (method !== 'S256') reject('invalid_request', 'code_challenge_method must be S256');
  if (!/^[\w-]{43}$/.test(challenge)) reject('invalid_request', 'code_challenge is not a SHA-256 hash in base64url');
  return challenge;
}
