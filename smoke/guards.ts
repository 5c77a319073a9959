import { credentialFor, type Route } from '../lib/api/route';
import type { StageConfig } from '../lib/stages/stage-config';
import { outcomeOf, type Reply, type SendRequest, withToken } from './api';
import { needsToken } from './refusals';
import type { Report } from './report';
import { setUpSecondFactor } from './second-factor';
import type { TestUser } from './test-user';

export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface GuardProps {
  readonly send: SendRequest;
  readonly routes: readonly Route[];
  readonly report: Report;
  readonly user: TestUser;
  /** The setting of the stage. */
  readonly mfa: StageConfig['mfa'];
}

/** Checks sign-in, and the guard of each route with tokens of the test user. Returns the tokens, if the user can sign in. */
export async function checkGuards(props: GuardProps): Promise<Tokens | undefined> {
  const { send, routes, report, user } = props;
  const { username } = user;
  const wrong = await send('POST', '/sign-in', { body: { username, password: `${user.password}x` } });
  report.compare('POST /sign-in with a wrong password', '401 invalid_credentials', outcomeOf(wrong));
  const tokens = await signIn(props);
  if (!tokens) return undefined;

  for (const route of routes.filter(needsToken)) {
    const { method, path } = route;
    for (const [kind, token] of refusedTokens(route, tokens)) {
      const reply = await send(method, path, withToken(token));
      report.compare(`${method} ${path} with ${kind}`, '401 unauthorized', outcomeOf(reply));
    }
  }
  // Without a body: routes with one change the account. Cognito's limits for each user allow these few requests.
  const readable = routes.filter((route) => route.method === 'GET' && needsToken(route) && !route.scope);
  for (const { method, path, auth, group } of readable) {
    const [kind, token] = auth ? ['access', tokens.accessToken] : ['ID', tokens.idToken];
    const check = `${method} ${path} with an ${kind} token`;
    const reply = await send(method, path, withToken(token));
    if (group) report.compare(`${check}, not in ${group}`, '403 forbidden', outcomeOf(reply));
    else report.compare(check, '200', outcomeOf(reply));
  }
  return checkGroups({ ...props, routes: readable }, tokens);
}

/** The tokens that a route must refuse, of a user without a group or attribute that grants a scope. */
function refusedTokens(route: Route, { idToken, accessToken }: Tokens): (readonly [kind: string, token: string])[] {
  if (credentialFor(route) === 'id-token') return [['an access token', accessToken]];
  const { scope } = route;
  return [
    ['an ID token', idToken],
    ...(scope ? [[`an access token without the scope ${scope}`, accessToken] as const] : []),
  ];
}

/** Joins the groups that routes require. Memberships are in the ID tokens that Cognito issues afterwards. Returns the last tokens. */
async function checkGroups(props: GuardProps, tokens: Tokens): Promise<Tokens | undefined> {
  const { send, routes, report, user, mfa } = props;
  const guarded = routes.flatMap((route) => (route.group ? [{ ...route, group: route.group }] : []));
  if (guarded.length === 0) return tokens;
  for (const group of new Set(guarded.map(({ group }) => group))) {
    const error = await user.joinGroup(group).catch((error: Error) => error.name);
    if (!report.compare(`Add the test user to ${group}`, 'done', error ?? 'done')) return tokens;
  }
  // A code of the second factor signs in once: another sign-in would have to wait for the next code.
  const newTokens = mfa === 'required' ? await refresh(props, tokens) : await signIn(props);
  if (!newTokens) return undefined;
  for (const { method, path, group } of guarded) {
    const reply = await send(method, path, withToken(newTokens.idToken));
    report.compare(`${method} ${path} with an ID token, in ${group}`, '200', outcomeOf(reply));
  }
  return newTokens;
}

/** Signs the test user in. Where a second factor is required, the first sign-in sets it up. */
async function signIn({ send, report, user, mfa }: GuardProps): Promise<Tokens | undefined> {
  const { username, password } = user;
  const reply = await send('POST', '/sign-in', { body: { username, password } });
  if (mfa !== 'required') return tokensIn('POST /sign-in', reply, report);
  const { challenge, session } = reply.body;
  const isSetup = report.compare('POST /sign-in', '200 MFA_SETUP', `${outcomeOf(reply)} ${challenge}`);
  const finished = isSetup && (await setUpSecondFactor({ send, report, username, session }));
  return finished ? tokensOf(finished) : undefined;
}

async function refresh({ send, report }: GuardProps, { refreshToken }: Tokens): Promise<Tokens | undefined> {
  return tokensIn('POST /refresh', await send('POST', '/refresh', { body: { refreshToken } }), report);
}

/** The tokens of a reply, which must have some. */
function tokensIn(check: string, reply: Reply, report: Report): Tokens | undefined {
  const tokens = tokensOf(reply);
  report.compare(check, '200 with tokens', `${outcomeOf(reply)}${tokens ? ' with' : ' without'} tokens`);
  return tokens;
}

/** Refreshes the tokens and signs out: each reads the refresh token of the step before. */
export async function checkSession(props: GuardProps, tokens: Tokens): Promise<void> {
  const { send, report } = props;
  const refreshed = await refresh(props, tokens);
  if (!refreshed) return;
  const signOut = await send('POST', '/sign-out', { body: { refreshToken: refreshed.refreshToken } });
  report.compare('POST /sign-out', '204', outcomeOf(signOut));
}

function tokensOf({ body }: Reply): Tokens | undefined {
  const { idToken, accessToken, refreshToken } = body;
  if (typeof idToken !== 'string' || typeof accessToken !== 'string' || typeof refreshToken !== 'string') {
    return undefined;
  }
  return { idToken, accessToken, refreshToken };
}
