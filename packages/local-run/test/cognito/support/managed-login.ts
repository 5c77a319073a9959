import { createHash } from 'node:crypto';
import { Browser, type Visit } from './browser';
import { type Harness, password, pool } from './harness';

/** Id of the pool with a domain; its clients have different OAuth settings. */
export const LOGIN_POOL = 'us-east-1_Login0001';
export const APP = 'app0client';
export const OTHER_APP = 'other0app0client';
export const NO_OAUTH = 'plain0client';
export const UNSTYLED = 'unstyled0client';
export const NOT_ROTATING = 'keeping0client';

export const CALLBACK = 'https://app.example.com/signed-in';
export const OTHER_CALLBACK = 'http://localhost:5173/?from=login';
export const LOGGED_OUT = 'https://app.example.com/';

const properties = {
  AllowedOAuthFlows: ['code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
  CallbackURLs: [CALLBACK, OTHER_CALLBACK],
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  LogoutURLs: [LOGGED_OUT],
  PreventUserExistenceErrors: 'ENABLED',
  ReadAttributes: ['email', 'email_verified', 'name'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
};
const { RefreshTokenRotation, ...withoutRotation } = properties;
const refreshable = { ...withoutRotation, ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] };

export const loginPool = {
  ...pool,
  logicalId: 'LoginPool',
  id: LOGIN_POOL,
  properties: { ...pool.properties, EnabledMfas: ['SOFTWARE_TOKEN_MFA'], MfaConfiguration: 'OPTIONAL' },
  clients: [
    { logicalId: 'App', id: APP, properties },
    { logicalId: 'OtherApp', id: OTHER_APP, properties: { ...withoutRotation, EnableTokenRevocation: false } },
    { logicalId: 'NoOAuth', id: NO_OAUTH, properties: { ...properties, AllowedOAuthFlowsUserPoolClient: false } },
    { logicalId: 'Unstyled', id: UNSTYLED, properties },
    { logicalId: 'NotRotating', id: NOT_ROTATING, properties: refreshable },
  ],
  managedLogin: { version: 2 as 1 | 2, styledClients: [APP, OTHER_APP, NO_OAUTH, NOT_ROTATING] },
};

export const NO_DOMAIN = 'no0domain0client';

/** A pool without a domain, whose client has OAuth settings. */
export const poolWithoutDomain = { ...pool, clients: [{ logicalId: 'NoDomain', id: NO_DOMAIN, properties }] };

export const verifier = 'a-verifier-of-more-than-forty-three-characters.~_';
export const challengeOf = (text: string) => createHash('sha256').update(text).digest('base64url');

/** The query of an authorization request; `undefined` leaves a parameter out. */
export function authorizationQuery(changes: Record<string, string | undefined> = {}): string {
  const parameters = {
    client_id: APP,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid email profile aws.cognito.signin.user.admin',
    state: 'a state & more',
    nonce: 'a nonce',
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...changes,
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given).toString();
}

/** Signs in through managed login of one harness, and exchanges codes. */
export class Login {
  readonly harness: Harness;

  constructor(harness: Harness) {
    this.harness = harness;
  }

  browser(): Browser {
    return new Browser(this.harness.endpoint);
  }

  /** Signs in on the page. */
  async signIn(username: string, changes: Record<string, string | undefined> = {}, browser = this.browser()) {
    await browser.open(`/oauth2/authorize?${authorizationQuery(changes)}`);
    return browser.submit({ username, password });
  }

  /** Signs in and returns the authorization code. */
  async code(username: string, changes: Record<string, string | undefined> = {}): Promise<string> {
    return codeIn(await this.signIn(username, changes));
  }

  /** Sends a form to an endpoint and returns its JSON reply. */
  async post(path: string, form: Record<string, string | undefined>, headers: Record<string, string> = {}) {
    const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const body = new URLSearchParams(given);
    const reply = await fetch(this.harness.endpoint + path, { method: 'POST', body, headers });
    const content = await reply.text();
    const parsed: Record<string, unknown> = content ? JSON.parse(content) : {};
    return { status: reply.status, headers: reply.headers, body: parsed };
  }

  /** Sends a code to the token endpoint. */
  exchange(code: string, changes: Record<string, string | undefined> = {}, headers: Record<string, string> = {}) {
    const form = { grant_type: 'authorization_code', client_id: APP, code, redirect_uri: CALLBACK };
    return this.post('/oauth2/token', { ...form, code_verifier: verifier, ...changes }, headers);
  }

  /** Signs in and returns the tokens. */
  async tokens(username: string, changes: Record<string, string | undefined> = {}) {
    const code = await this.code(username, changes);
    const { body } = await this.exchange(code, {
      client_id: changes.client_id ?? APP,
      redirect_uri: changes.redirect_uri ?? CALLBACK,
    });
    const { access_token, id_token, refresh_token } = body;
    return { access: String(access_token), id: String(id_token), refresh: String(refresh_token) };
  }
}

export const codeIn = ({ left }: Visit) => left?.searchParams.get('code') ?? '';

/** The query parameters of a redirect to the app. */
export const redirectParameters = ({ left }: Visit) => Object.fromEntries(left?.searchParams ?? []);
