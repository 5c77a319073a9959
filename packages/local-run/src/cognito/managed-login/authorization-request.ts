import type { CognitoService } from '../cognito-service';
import type { OAuthSettings } from '../settings/client-settings';
import { OPENID, SELF_SERVICE } from '../tokens/scopes';
import type { AppClient } from '../user-pool';
import { PageError, RedirectedError } from './oauth-error';

/** A client whose pool has a domain and that may use it. */
export interface LoginClient {
  readonly client: AppClient;
  readonly oauth: OAuthSettings;
}

/** What an app wants when it sends somebody to sign in, found to be in order. */
export interface AuthorizationRequest {
  readonly client: AppClient;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  /** S256 of the verifier that the app will show. */
  readonly challenge: string;
  readonly prompt: string | undefined;
  /** What to begin with in the field for the name. */
  readonly loginHint: string | undefined;
}

/** Reads the query of /oauth2/authorize and /login. Throws where to say what is wrong, and what. */
export function readAuthorizationRequest(query: URLSearchParams, service: CognitoService): AuthorizationRequest {
  const { client, oauth } = readClient(query, service);
  const redirectUri = registered(query, 'redirect_uri', oauth.callbackUrls);
  const state = query.get('state') ?? undefined;
  const refuse: Refuse = (code, message) => {
    const location = withParameters(redirectUri, { error: code, error_description: message, state });
    throw new RedirectedError(location, code, message);
  };
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) refuse('invalid_request', 'A parameter is given twice');
  checkResponseType(query.get('response_type'), refuse);
  return {
    client,
    redirectUri,
    state,
    scopes: readScopes(query.get('scope'), oauth.scopes, refuse),
    challenge: readChallenge(query, refuse),
    nonce: query.get('nonce') || undefined,
    // The classic pages do not know it.
    prompt: client.pool.managedLogin?.version === 2 ? (query.get('prompt') ?? undefined) : undefined,
    loginHint: query.get('login_hint') ?? undefined,
  };
}

/** The client that a page is asked for by. Without one, nobody can be sent anywhere. */
export function readClient(query: URLSearchParams, service: CognitoService): LoginClient {
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

/** An address to send the browser to: exactly one of those that the client has registered. */
export function registered(query: URLSearchParams, name: string, urls: readonly string[]): string {
  const url = single(query, name);
  if (url !== undefined && urls.includes(url)) return url;
  throw new PageError('redirect_mismatch', `The ${name} of this link is not one that the app has registered.`);
}

/** Appends to an address that may have a query of its own, and changes nothing else of it. */
export function withParameters(url: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) added.append(name, value);
  return `${url}${url.includes('?') ? '&' : '?'}${added}`;
}

type Refuse = (code: string, message: string) => never;

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

function checkResponseType(type: string | null, refuse: Refuse): void {
  if (!type) refuse('invalid_request', 'response_type is missing');
  if (type === 'token') refuse('unauthorized_client', 'This client has no implicit grant: use response_type=code');
  if (type !== 'code') refuse('unsupported_response_type', 'response_type is code');
}

/** All that the client may have, if it does not say. */
function readScopes(given: string | null, allowed: readonly string[], refuse: Refuse): readonly string[] {
  if (!given) return allowed;
  const scopes = [...new Set(given.split(' ').filter(Boolean))];
  if (!scopes.every((scope) => allowed.includes(scope))) refuse('invalid_scope', 'This client may not ask for that');
  if (!scopes.includes(OPENID) && scopes.some((scope) => scope !== SELF_SERVICE)) {
    refuse('invalid_scope', 'email, phone and profile go with openid');
  }
  return scopes;
}

/** Cognito lets a client do without; every client of today can do it, and OAuth 2.1 asks it of all. */
function readChallenge(query: URLSearchParams, refuse: Refuse): string {
  const challenge = query.get('code_challenge');
  const method = query.get('code_challenge_method');
  if (!challenge) refuse('invalid_request', 'code_challenge is missing: PKCE is required');
  if (method !== 'S256') refuse('invalid_request', 'code_challenge_method is S256');
  if (!/^[\w-]{43}$/.test(challenge)) refuse('invalid_request', 'code_challenge is not a SHA-256 hash in base64url');
  return challenge;
}
