import { credentialFor, type Route } from '../lib/api/route';
import { outcomeOf, type Reply, type SendRequest, withToken } from './api';
import type { Report } from './report';

export interface RefusalProps {
  readonly send: SendRequest;
  readonly routes: readonly Route[];
  readonly report: Report;
}

/** An unsigned JWT, of the form that API Gateway expects. */
const FORGED_TOKEN = ['{"alg":"none"}', '{"sub":"smoke"}', 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/** Requests that the API must refuse for every caller. */
export async function checkRefusals({ send, routes, report }: RefusalProps): Promise<void> {
  for (const { method, path, auth } of routes.filter(({ auth }) => auth !== 'open')) {
    // API Gateway answers a request without a signature like one to an unknown route.
    const expected = auth === 'iam' ? '404 not_found' : '401 unauthorized';
    const check = auth === 'iam' ? 'without a signature' : 'without a token';
    report.compare(`${method} ${path} ${check}`, expected, outcomeOf(await send(method, withoutBraces(path))));
  }
  for (const { method, path } of routes.filter(needsToken).slice(0, 1)) {
    const reply = await send(method, withoutBraces(path), withToken(FORGED_TOKEN));
    report.compare(`${method} ${path} with a forged token`, '401 unauthorized', outcomeOf(reply));
  }
  report.compare('GET of an unknown path', '404 not_found', outcomeOf(await send('GET', '/smoke-test-unknown')));

  const empty = await send('POST', '/sign-in', { body: {} });
  report.compare('POST /sign-in without fields', '400 invalid_request (password, username)', withFields(empty));
  const list = await send('POST', '/sign-in', { body: [] });
  report.compare('POST /sign-in with a list', '400 invalid_request', outcomeOf(list));
}

export const needsToken = (route: Route): boolean => ['id-token', 'access-token'].includes(credentialFor(route));

/** A path that can be called: each path parameter has a value. */
const withoutBraces = (path: string) => path.replace(/[{}]/g, '');

/** The outcome, with the names of the fields that the reply lists in `errors`. */
function withFields(reply: Reply): string {
  const { errors } = reply.body;
  const fields = Array.isArray(errors) ? errors.map((error) => String(Object(error).field)) : [];
  return `${outcomeOf(reply)} (${fields.sort().join(', ')})`;
}
