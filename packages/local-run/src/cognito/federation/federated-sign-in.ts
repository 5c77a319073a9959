import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import {
  type AuthorizationRequest,
  parseAuthorizationRequest,
  withParameters,
} from '../managed-login/authorization-request';
import { readCookie, setCookie } from '../managed-login/cookies';
import { PageError, RedirectedError } from '../managed-login/oauth-error';
import { randomToken } from '../randomness';
import { hashSecret, secretsEqual } from '../secrets';
import type { IdentityProviderSettings } from '../settings/identity-provider-settings';
import type { AppClient } from '../user-pool';
import type { User } from '../users/user';
import { signInAccount } from './federated-users';
import {
  authorizationUrl,
  exchangeProviderCode,
  type Provider,
  ProviderFailure,
  ProviderRefusal,
} from './relying-party';

/** How long a person may take on the provider's page. */
const LIFETIME_SECONDS = 600;

/** Cognito's name of it. */
const COOKIE = 'cognito-fl';

/** The part of a request that a federated sign-in needs. */
export interface FederationRequest {
  readonly query: URLSearchParams;
  readonly cookies: string | undefined;
  /** `Host` header. */
  readonly host: string;
}

/**
 * The provider that a request names by `identity_provider` or `idp_identifier`, or the only one that the client has. Undefined for the
 * page with the password. Throws a PageError for a provider that the client does not have, in the words of Cognito's page.
 */
export function chosenProvider(
  query: URLSearchParams,
  { pool, settings }: AppClient,
): IdentityProviderSettings | undefined {
  const { identityProviders: supported } = settings;
  const [name, identifier] = [query.get('identity_provider'), query.get('idp_identifier')];
  const providers = supported.flatMap((it) => pool.identityProviders.get(it) ?? []);
  if (!name && !identifier) return supported.length === 1 ? providers[0] : undefined;
  if (name === 'COGNITO' && supported.includes(name)) return undefined;
  const chosen = providers.find((it) => (name ? it.name === name : it.identifiers.includes(identifier ?? '')));
  if (chosen !== undefined) return chosen;
  throw new PageError('invalid_request', 'Login option is not available. Please try another one.');
}

/** Sends the browser to the page of a provider, whose response belongs to this browser and to this request. */
export async function startFederatedSignIn(
  { query, cookies, host }: FederationRequest,
  { request, provider: settings }: { request: AuthorizationRequest; provider: IdentityProviderSettings },
  service: CognitoService,
): Promise<{ location: string; cookie: string }> {
  const { pool } = request.client;
  const provider = providerOf(settings, pool.id, service);
  const previous = readCookie(COOKIE, cookies) ?? '';
  const browser = /^[\w-]{43}$/.test(previous) ? previous : randomToken(service.random, 32);
  const [state, nonce] = [randomToken(service.random, 32), randomToken(service.random, 32)];
  const redirectUri = `http://${host}/oauth2/idpresponse`;
  const { loginHint } = request;
  const location = await reported(request, settings, service, () =>
    authorizationUrl(provider, { redirectUri, state, nonce, loginHint }),
  );
  const pending = {
    ...{ userPoolId: pool.id, providerName: settings.name, query: query.toString(), redirectUri, nonce },
    browser: hashSecret(browser),
    expiresAt: service.now() + LIFETIME_SECONDS * 1_000,
  };
  service.pendingSignIns.set(hashSecret(state), pending, service.now());
  return { location, cookie: setCookie(COOKIE, browser, LIFETIME_SECONDS) };
}

/** A sign-in that a provider has completed. */
export interface FederatedSignIn {
  readonly request: AuthorizationRequest;
  readonly providerName: string;
  readonly user: User;
}

/**
 * Takes the response of a provider: exchanges the code, and finds or creates the user. Throws a PageError for a response that belongs to
 * no request of this browser, and a RedirectedError for all else that fails.
 */
export async function finishFederatedSignIn(
  { query, cookies }: FederationRequest,
  service: CognitoService,
): Promise<FederatedSignIn> {
  const key = hashSecret(query.get('state') ?? '');
  const pending = service.pendingSignIns.get(key);
  const browser = hashSecret(readCookie(COOKIE, cookies) ?? '');
  if (pending === undefined || service.now() >= pending.expiresAt || !secretsEqual(pending.browser, browser)) {
    const message = 'This sign-in was completed before, was open for too long, or began in another browser.';
    throw new PageError('invalid_request', message);
  }
  service.pendingSignIns.delete(key);
  const request = parseAuthorizationRequest(new URLSearchParams(pending.query), service);
  const settings = request.client.pool.identityProviders.get(pending.providerName);
  if (settings === undefined)
    throw new PageError('invalid_request', 'Login option is not available. Please try another one.');
  const error = query.get('error');
  if (error !== null) throw redirected(request, error, query.get('error_description') ?? error);
  const { redirectUri, nonce, userPoolId, providerName } = pending;
  const user = await reported(request, settings, service, async () => {
    const provider = providerOf(settings, userPoolId, service);
    const response = { code: query.get('code') ?? '', redirectUri, nonce, issuer: query.get('iss') ?? undefined };
    const claims = await exchangeProviderCode(provider, response);
    return signInAccount({ provider: settings, claims }, request.client, service);
  });
  return { request, providerName, user };
}

function providerOf(settings: IdentityProviderSettings, userPoolId: string, service: CognitoService): Provider {
  const { name, type } = settings;
  if (type === 'SAML') {
    const message = `${name} is a SAML provider. The embedded Cognito does not serve SAML: this sign-in works in AWS only.`;
    throw new PageError('saml_not_served', message);
  }
  const endpoint = service.findProviderEndpoint(userPoolId, name);
  if (endpoint !== undefined) return { settings, endpoint };
  throw new PageError('no_provider', `No address is configured for the identity provider ${name}.`);
}

/**
 * Converts errors of a provider and exceptions to errors for the app, and logs what only the developer should read. That the app gets
 * `server_error` if a provider is down is an assumption: AWS does not document it.
 */
async function reported<Result>(
  request: AuthorizationRequest,
  { name }: IdentityProviderSettings,
  service: CognitoService,
  perform: () => Promise<Result>,
): Promise<Result> {
  try {
    return await perform();
  } catch (error) {
    if (error instanceof CognitoException) throw redirected(request, 'invalid_request', messageOf(error));
    if (!(error instanceof ProviderRefusal) && !(error instanceof ProviderFailure)) throw error;
    service.log(`Sign-in with ${name} failed: ${error.message}`);
    if (error instanceof ProviderRefusal) throw redirected(request, 'invalid_request', error.message);
    throw redirected(request, 'server_error', `${name} Error - ${error.message}`);
  }
}

/** Messages of triggers and of attributes end with a space, as in AWS's redirects. */
function messageOf({ name, message }: CognitoException): string {
  return name.includes('Lambda') || message.endsWith('\n') ? `${message} ` : message;
}

function redirected({ redirectUri, state }: AuthorizationRequest, error: string, description: string): RedirectedError {
  const location = withParameters(redirectUri, { error_description: description, state, error });
  return new RedirectedError(location, error, description);
}
