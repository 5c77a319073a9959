// Only the modules in use are loaded, as in tokens/jwt.ts.
import type { JSONWebKeySet } from 'jose';
import { createLocalJWKSet } from 'jose/jwks/local';
import { jwtVerify } from 'jose/jwt/verify';
import { z } from 'zod/mini';
import type { IdentityProviderSettings } from '../settings/identity-provider-settings';
import type { Claims } from '../tokens/jwt';
import type { ProviderEndpoint } from './provider-endpoint';

/** A provider that does not answer for so long counts as one that is down. */
const TIMEOUT_MS = 10_000;

/** Tolerated difference between the clocks of the provider and of this machine. */
const CLOCK_TOLERANCE_SECONDS = 60;

const Metadata = z.object({
  authorization_endpoint: z.url(),
  issuer: z.string(),
  jwks_uri: z.url(),
  token_endpoint: z.url(),
  userinfo_endpoint: z.optional(z.url()),
});

const TokenReply = z.object({ access_token: z.string(), id_token: z.string() });
const ErrorReply = z.object({ error: z.string(), error_description: z.optional(z.string()) });

/** A provider and where it is reached. */
export interface Provider {
  readonly settings: IdentityProviderSettings;
  readonly endpoint: ProviderEndpoint;
}

/** The provider answered with an error. The message has the form that Cognito gives to an app. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';
}

/** The provider does not answer, or its answer is not valid. The message says what is wrong, and contains no code or token. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
}

interface AuthorizationParameters {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly loginHint: string | undefined;
}

/** The URL of the provider's sign-in page. Throws a ProviderFailure if the provider cannot be reached. */
export async function authorizationUrl(
  { settings, endpoint }: Provider,
  { redirectUri, state, nonce, loginHint }: AuthorizationParameters,
): Promise<string> {
  const { authorization_endpoint } = await discover(endpoint);
  const url = new URL(authorization_endpoint);
  const parameters = {
    client_id: endpoint.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: requestedScopes(settings).join(' '),
    ...{ state, nonce },
    ...(loginHint !== undefined && { login_hint: loginHint }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Social providers need no `openid` in AWS, which reads some of them by other protocols. Their stand-ins are OpenID providers. */
function requestedScopes({ scopes, type }: IdentityProviderSettings): readonly string[] {
  return type === 'OIDC' ? scopes : [...new Set(['openid', ...scopes])];
}

interface CodeResponse {
  readonly code: string;
  readonly redirectUri: string;
  readonly nonce: string;
  /** `iss` of the response, if the provider sent one (RFC 9207). */
  readonly issuer: string | undefined;
}

/**
 * Exchanges a code for the claims about the user: those of the verified ID token, and those of the userinfo endpoint. Throws a
 * ProviderRefusal or a ProviderFailure.
 */
export async function exchangeProviderCode(
  { settings, endpoint }: Provider,
  { code, redirectUri, nonce, issuer }: CodeResponse,
): Promise<Claims & { readonly sub: string }> {
  const metadata = await discover(endpoint);
  if (issuer !== undefined && issuer !== metadata.issuer) throw new ProviderFailure('the response has another issuer');
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    ...{ code, redirect_uri: redirectUri },
    // Cognito has no other method than client_secret_post. Source: "OIDC user pool IdP" in the Cognito developer guide.
    ...{ client_id: endpoint.clientId, client_secret: endpoint.clientSecret },
  });
  const reply = await request(metadata.token_endpoint, { method: 'POST', body: form });
  if (!reply.ok) throw refusal(settings.name, reply.status, await json(reply));
  const tokens = TokenReply.safeParse(await json(reply));
  if (!tokens.success) throw new ProviderFailure('the token endpoint returned no ID token');
  const claims = await verifyIdToken(tokens.data.id_token, { metadata, nonce, clientId: endpoint.clientId });
  const { userinfo_endpoint: url } = metadata;
  if (url === undefined) return claims;
  const headers = { authorization: `Bearer ${tokens.data.access_token}` };
  const userInfo = await request(url, { method: settings.userInfoMethod, headers });
  if (!userInfo.ok) throw refusal(settings.name, userInfo.status, await json(userInfo));
  const more = z.record(z.string(), z.unknown()).safeParse(await json(userInfo));
  if (!more.success || more.data.sub !== claims.sub) {
    throw new ProviderFailure('the userinfo endpoint returned another user');
  }
  return { ...claims, ...more.data };
}

interface IdTokenExpectation {
  readonly metadata: z.infer<typeof Metadata>;
  readonly nonce: string;
  readonly clientId: string;
}

/** OpenID Connect Core, 3.1.3.7. The provider's time is that of the machine, also when the emulated clock was moved. */
async function verifyIdToken(token: string, { metadata, nonce, clientId }: IdTokenExpectation) {
  const keys = (await json(await request(metadata.jwks_uri))) as JSONWebKeySet;
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      audience: clientId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      issuer: metadata.issuer,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    if (payload.nonce !== nonce) throw new Error('unexpected "nonce" claim value');
    return { ...payload, sub: String(payload.sub) };
  } catch (error) {
    throw new ProviderFailure(`the ID token is not valid: ${(error as Error).message}`);
  }
}

async function discover({ issuer }: ProviderEndpoint): Promise<z.infer<typeof Metadata>> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const reply = await request(url);
  const metadata = Metadata.safeParse(reply.ok ? await json(reply) : undefined);
  if (!metadata.success) throw new ProviderFailure(`${url} is not the description of an OpenID provider`);
  if (metadata.data.issuer !== issuer) throw new ProviderFailure(`${url} has another issuer: ${metadata.data.issuer}`);
  return metadata.data;
}

async function request(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const { cause, name } = error as Error;
    const reason = (cause as { code?: string } | undefined)?.code ?? name;
    throw new ProviderFailure(`${new URL(url).origin} does not answer (${reason})`);
  }
}

async function json(reply: Response): Promise<unknown> {
  try {
    return await reply.json();
  } catch {
    return undefined;
  }
}

/** Source of the form: "OIDC and social identity provider error messages" in the Cognito developer guide. */
function refusal(provider: string, status: number, body: unknown): ProviderRefusal {
  const { error = 'invalid_request', error_description: text } = ErrorReply.safeParse(body).data ?? {};
  return new ProviderRefusal([provider, 'Error -', status, error, text].filter((it) => it !== undefined).join(' '));
}
