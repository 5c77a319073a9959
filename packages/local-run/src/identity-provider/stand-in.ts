import { generateKeyPair, type JsonWebKey, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import type { Configuration, InteractionResults, Provider } from 'oidc-provider';
import { displayName } from '../cognito/federation/display-name';
import { readBody } from '../http/read-body';
import { claimsByScope, claimsOf, type EnteredAccount, subjectOf } from './accounts';
import type { ProviderDefinition } from './definition';
import { errorPage, signInPage } from './sign-in-page';

const generate = promisify(generateKeyPair);

/** Bytes. */
const MAX_FORM_SIZE = 16 * 1_024;

const INTERACTION = '/interaction/';

/** Path of Cognito's endpoint to which a provider redirects the browser. */
const REDIRECT_PATH = '/oauth2/idpresponse';

/** How long codes, tokens and open pages are valid, in seconds. */
const ttl = {
  AccessToken: 3_600,
  AuthorizationCode: 60,
  Grant: 3_600,
  IdToken: 3_600,
  Interaction: 3_600,
  Session: 3_600,
};

/** What identifies a stand-in and its only client, the user pool. */
export interface StandInOptions {
  readonly definition: ProviderDefinition;
  /** URL with a path. */
  readonly issuer: string;
  readonly clientSecret: string;
  /** Private key that signs ID tokens. */
  readonly signingKey: JsonWebKey;
}

/** Generates a key for `StandInOptions`. */
export async function createSigningKey(): Promise<JsonWebKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
}

/**
 * An OpenID provider in place of an external one. Its page asks who signs in; all else is done by the npm package oidc-provider,
 * which verifies redirect URI, client secret, codes and tokens as a real provider does.
 */
export class StandIn {
  /** By subject. */
  private readonly accounts = new Map<string, EnteredAccount>();
  private readonly provider: Provider;
  private readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  constructor(private readonly options: StandInOptions) {
    this.provider = quietly(() => {
      // Loaded here and not above, because it takes 0.2 s, which only an app with identity providers needs.
      const library = require('oidc-provider') as typeof import('oidc-provider');
      return new library.Provider(options.issuer, this.configuration(library));
    });
    this.handle = this.provider.callback();
  }

  /** Answers a request whose path begins with the path of the issuer. */
  async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mountPath = new URL(this.options.issuer).pathname;
    withoutSession(request);
    Object.assign(request, { originalUrl: request.url, url: (request.url ?? '').slice(mountPath.length) || '/' });
    if (request.url?.startsWith(INTERACTION)) return this.showPage(request, response);
    return this.handle(request, response);
  }

  private configuration({ interactionPolicy }: typeof import('oidc-provider')): Configuration {
    const { issuer, definition, clientSecret, signingKey } = this.options;
    const { clientId, type } = definition;
    const policy = interactionPolicy.base();
    // No page for consent: all that the user pool requests is granted.
    policy.remove('consent');
    return {
      claims: claimsByScope(type),
      clientBasedCORS: () => false,
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          // A native client may use any port of the loopback interface: that of Cognito is chosen at the start.
          application_type: 'native',
          redirect_uris: ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}${REDIRECT_PATH}`),
          // The only method that Cognito has. Source: "OIDC user pool IdP" in the Cognito developer guide.
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      // Like Google, returns claims in the ID token too, and not at the userinfo endpoint only.
      conformIdTokenClaims: false,
      cookies: { keys: [randomBytes(32).toString('base64url')] },
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
      findAccount: (_, sub) => {
        const account = this.accounts.get(sub);
        return account && { accountId: sub, claims: () => claimsOf(sub, account) };
      },
      interactions: { policy, url: (_, { uid }) => `${new URL(issuer).pathname}${INTERACTION}${uid}` },
      jwks: { keys: [signingKey as { kty: string }] },
      loadExistingGrant: async ({ oidc }) => {
        const grant = new this.provider.Grant({ clientId, accountId: oidc.session?.accountId ?? '' });
        grant.addOIDCScope([...(oidc.requestParamScopes ?? [])].join(' '));
        await grant.save();
        return grant;
      },
      // Cognito sends none to most providers.
      pkce: { required: () => false },
      renderError: (context, out) => {
        const { status, headers, body } = errorPage(this.displayName, out);
        context.status = status;
        context.set(headers);
        context.body = body;
      },
      ttl,
    };
  }

  /** The page of a sign-in that has begun, and its submitted form. */
  private async showPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { displayName: provider } = this;
    const interaction = await this.provider.interactionDetails(request, response).catch(() => undefined);
    if (interaction === undefined) {
      const error = { error: 'invalid_request', error_description: 'This page was open for too long.' };
      return send(response, errorPage(provider, error));
    }
    if (request.method !== 'POST') {
      const { login_hint: hint } = interaction.params;
      const form = { provider, email: typeof hint === 'string' ? hint : '', name: '', emailVerified: true };
      return send(response, signInPage(200, form));
    }
    const form = new URLSearchParams((await readBody(request, MAX_FORM_SIZE))?.toString());
    if (form.has('cancel')) {
      return this.finish(request, response, { error: 'access_denied', error_description: 'The user canceled' });
    }
    const email = (form.get('email') ?? '').trim();
    const account = { email, name: (form.get('name') ?? '').trim(), emailVerified: form.get('verified') === 'yes' };
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      const problem = 'Enter an e-mail address, such as ada@example.org.';
      return send(response, signInPage(400, { provider, ...account, problem }));
    }
    const accountId = subjectOf(email, this.options.definition);
    this.accounts.set(accountId, account);
    return this.finish(request, response, { login: { accountId, remember: false } });
  }

  private get displayName(): string {
    return displayName(this.options.definition.name);
  }

  private finish(request: IncomingMessage, response: ServerResponse, result: InteractionResults): Promise<void> {
    return this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}

/** Removes the provider's own session: each sign-in shows the page, so that another account can be chosen. */
function withoutSession({ headers }: IncomingMessage): void {
  const cookies = headers.cookie?.split(';').filter((cookie) => !cookie.trim().startsWith('_session'));
  if (cookies !== undefined) headers.cookie = cookies.join(';');
}

function send(response: ServerResponse, { status, headers, body }: ReturnType<typeof signInPage>): void {
  response.writeHead(status, { ...headers, 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/**
 * Leaves out the warnings of the library about what is intended here: data in memory, and Node.js 20, which it runs on but does not
 * support.
 */
function quietly<Result>(create: () => Result): Result {
  const { warn } = console;
  try {
    console.warn = () => {};
    return create();
  } finally {
    console.warn = warn;
  }
}
