import type { Route } from '../lib/api/route';
import { outcomeOf, type Reply, type SendRequest, withToken } from './api';
import { needsToken } from './refusals';
import type { Report } from './report';
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
}

/** Checks sign-in, and the guard of each route with tokens of the test user. Returns the tokens, if the user can sign in. */
export async function checkGuards({ send, routes, report, user }: GuardProps): Promise<Tokens | undefined> {
  const { username } = user;
  const wrong = await send('POST', '/sign-in', { body: { username, password: `${user.password}x` } });
  report.compare('POST /sign-in with a wrong password', '401 invalid_credentials', outcomeOf(wrong));
  const tokens = await signIn(send, report, user);
  if (!tokens) return undefined;

  for (const { method, path, auth } of routes.filter(needsToken)) {
    const [kind, token] = auth ? ['ID', tokens.idToken] : ['access', tokens.accessToken];
    const reply = await send(method, path, withToken(token));
    report.compare(`${method} ${path} with an ${kind} token`, '401 unauthorized', outcomeOf(reply));
  }
  // Without a body: routes with one change the account. Cognito's limits for each user allow these few requests.
  const readable = routes.filter((route) => route.method === 'GET' && needsToken(route));
  for (const { method, path, auth, group } of readable) {
    const [kind, token] = auth ? ['access', tokens.accessToken] : ['ID', tokens.idToken];
    const check = `${method} ${path} with an ${kind} token`;
    const reply = await send(method, path, withToken(token));
    if (group) report.compare(`${check}, not in ${group}`, '403 forbidden', outcomeOf(reply));
    else report.compare(check, '200', outcomeOf(reply));
  }
  await checkGroups({ send, routes: readable, report, user });
  return tokens;
}

/** Joins the groups that routes require. Memberships are in the ID tokens that Cognito issues afterwards. */
async function checkGroups({ send, routes, report, user }: GuardProps): Promise<void> {
  const guarded = routes.flatMap((route) => (route.group ? [{ ...route, group: route.group }] : []));
  if (guarded.length === 0) return;
  for (const group of new Set(guarded.map(({ group }) => group))) {
    const error = await user.joinGroup(group).catch((error: Error) => error.name);
    if (!report.compare(`Add the test user to ${group}`, 'done', error ?? 'done')) return;
  }
  const tokens = await signIn(send, report, user);
  if (!tokens) return;
  for (const { method, path, group } of guarded) {
    const reply = await send(method, path, withToken(tokens.idToken));
    report.compare(`${method} ${path} with an ID token, in ${group}`, '200', outcomeOf(reply));
  }
}

async function signIn(send: SendRequest, report: Report, { username, password }: TestUser) {
  const reply = await send('POST', '/sign-in', { body: { username, password } });
  const tokens = tokensOf(reply);
  report.compare('POST /sign-in', '200 with tokens', `${outcomeOf(reply)}${tokens ? ' with' : ' without'} tokens`);
  return tokens;
}

/** Refreshes the tokens and signs out: each reads the refresh token of the step before. */
export async function checkSession({ send, report }: GuardProps, { refreshToken }: Tokens): Promise<void> {
  const reply = await send('POST', '/refresh', { body: { refreshToken } });
  const refreshed = tokensOf(reply);
  report.compare('POST /refresh', '200 with tokens', `${outcomeOf(reply)}${refreshed ? ' with' : ' without'} tokens`);
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
