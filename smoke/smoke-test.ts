import { setTimeout } from 'node:timers/promises';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { servedRoutes } from '../lib/openapi/served-routes';
import { routesFor } from '../lib/routes';
import { createApi, outcomeOf, type Reply, type SendRequest } from './api';
import { checkGuards, checkSession } from './guards';
import { checkHeaders } from './headers';
import type { Options } from './options';
import { readOutputs } from './outputs';
import { checkRateLimits } from './rate-limits';
import { checkRefusals } from './refusals';
import type { Report } from './report';
import { checkSignedRequests } from './signed-requests';
import { withTestUser } from './test-user';
import { checkUserPoolSettings } from './user-pool-settings';

/** Milliseconds between two requests while waiting for the first reply. */
const PAUSE = 1000;

/**
 * Tests the deployment of a stage and adds the checks to the report. After `interruption` it rejects, but deletes the test
 * user before. If the API does not reply, no user is created.
 */
export async function smokeTest(options: Options, report: Report, interruption: AbortSignal): Promise<void> {
  const { stage, wait } = options;
  const outputs = await readOutputs(options);
  const { userPoolId, region } = outputs;
  const routes = routesFor(stage.signInWith, stage);
  // Also the routes of features, which are not called with a token: this test does not know which requests they accept. Before the
  // first request, because it blocks for so long that a kept connection may have been closed meanwhile.
  const allRoutes = servedRoutes(stage);
  const cognito = new CognitoIdentityProviderClient({ region });
  // Throws here if there are none, before the API is called.
  await cognito.config.credentials();
  const send = createApi(outputs.apiUrl, interruption);

  const openGets = routes.filter(({ method, auth }) => method === 'GET' && auth === 'open');
  for (const { method, path } of openGets) {
    const outcome = outcomeOf(await firstReply(send, path, wait));
    if (!report.compare(`${method} ${path}`, '200', outcome) && outcome.startsWith('no reply')) return;
  }
  await checkUserPoolSettings({ cognito, userPoolId, stage, report });
  await checkRateLimits({ outputs, stage, routes: allRoutes, report });
  await checkRefusals({ send, routes: allRoutes, report });
  await checkHeaders({ send, stage, report });
  await withTestUser({ cognito, userPoolId, stage, report }, async (user) => {
    const props = { send, routes, report, user, mfa: stage.mfa };
    const tokens = await checkGuards(props);
    if (!tokens) return;
    await checkSignedRequests({ send, routes, outputs, report, idToken: tokens.idToken });
    await checkSession(props, tokens);
  });
}

/** A new deployment or domain name takes a while until it replies. */
async function firstReply(send: SendRequest, path: string, wait: number): Promise<Reply> {
  const end = Date.now() + wait * 1000;
  for (;;) {
    const reply = await send('GET', path);
    if (reply.status === 200 || Date.now() >= end) return reply;
    await setTimeout(PAUSE);
  }
}
