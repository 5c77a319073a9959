import { type CognitoOperation, type QuotaCategory, quotasOf } from '../lambda/contract/cognito-errors';
import { quotas } from '../lib/api/rate-limits';
import type { Route } from '../lib/api/route';
import { routesFor } from '../lib/routes';
import type { StageConfig } from '../lib/stages/stage-config';
import { PRODUCT_ROUTE, type Product } from './product';

/** A route that people call, with its limit. */
export interface ServedRoute {
  readonly name: string;
  /** As in the documents: `POST /sign-in`. */
  readonly title: string;
  /** Requests per second that API Gateway accepts for one route of this kind. */
  readonly limit: number;
  /** How many routes of this kind there are, over which the requests are spread evenly. */
  readonly copies: number;
  /** Calls of a request to Cognito on which the reply depends, by category. */
  readonly calls: ReadonlyMap<QuotaCategory, number>;
  /** All calls of a request to Cognito, by category. */
  readonly allCalls: ReadonlyMap<QuotaCategory, number>;
  /** All calls as `cdk synth` counts them when it compares limits with quotas. */
  readonly countedCalls: ReadonlyMap<QuotaCategory, number>;
  /** Codes by e-mail that a request causes. */
  readonly emails: number;
}

/** A step of a flow: a share of the people call this route, after a pause. */
export interface Step {
  readonly route: string;
  readonly share: number;
  readonly pauseSeconds: number;
}

/** What a person does: routes that are called one after the other. */
export interface Flow {
  readonly name: 'sign-up' | 'sign-in' | 'password reset' | 'refresh' | 'request';
  readonly steps: readonly Step[];
  /** How many people begin it per second, in the busiest hour, for one deployment. */
  readonly perSecond: number;
}

const sendsCode: readonly string[] = ['sign-up', 'forgot-password'];

/** The routes of the stage and of the product. */
export function servedRoutes(product: Product, stage: StageConfig): readonly ServedRoute[] {
  const { limits, productRoutes } = product;
  const auth = routesFor(stage.signInWith, stage).map((route) => ({
    name: route.name,
    title: `${route.method} ${route.path}`,
    limit: limits.routes?.[route.name] ?? route.rateLimit ?? stage.requestsPerSecond,
    copies: 1,
    calls: secondFactorsOnly(route, callsByCategory(route.calls)),
    allCalls: secondFactorsOnly(route, callsByCategory([...(route.calls ?? []), ...(route.followUpCalls ?? [])])),
    countedCalls: callsByCategory([...(route.calls ?? []), ...(route.followUpCalls ?? [])]),
    emails: sendsCode.includes(route.name) ? 1 : 0,
  }));
  return [
    ...auth,
    {
      name: PRODUCT_ROUTE,
      title: `each of ${productRoutes} product routes`,
      limit: limits.routes?.[PRODUCT_ROUTE] ?? stage.requestsPerSecond,
      copies: productRoutes,
      calls: new Map(),
      allCalls: new Map(),
      countedCalls: new Map(),
      emails: 0,
    },
  ];
}

type Calls = ReadonlyMap<QuotaCategory, number>;

function callsByCategory(operations: readonly CognitoOperation[] = []): Calls {
  const calls = new Map<QuotaCategory, number>();
  for (const category of operations.flatMap(quotasOf)) calls.set(category, (calls.get(category) ?? 0) + 1);
  return calls;
}

/** Of the answers to challenges, only NEW_PASSWORD_REQUIRED counts as account recovery. Here they are second factors. */
function secondFactorsOnly({ name }: Route, calls: Calls): Calls {
  return name === 'challenge' ? new Map([...calls].filter(([category]) => category !== 'UserAccountRecovery')) : calls;
}

/** What people do in the busiest hour, in one deployment. */
export function flowsOf(product: Product, stage: StageConfig): readonly Flow[] {
  const { deployments, signInsPerHour, signUpsPerHour, passwordResetsPerHour, online } = product;
  const perSecond = (perHour: number) => perHour / 3600 / deployments;
  const existing = new Set(servedRoutes(product, stage).map(({ name }) => name));
  const flow = (name: Flow['name'], rate: number, steps: readonly Step[]): Flow => ({
    name,
    perSecond: rate,
    steps: steps.filter(({ route }) => existing.has(route)),
  });
  return [
    flow('sign-up', perSecond(signUpsPerHour), signUpSteps),
    flow('sign-in', perSecond(signInsPerHour), [
      step('sign-in'),
      { ...step('challenge', 1), share: product.secondFactorShare },
      step('me', 1),
    ]),
    flow('password reset', perSecond(passwordResetsPerHour), [
      step('forgot-password'),
      step('reset-password', MAIL_SECONDS),
    ]),
    flow('refresh', online / deployments / (product.tokenMinutes * 60), [step('refresh')]),
    flow('request', ((online / deployments) * product.requestsPerMinute) / 60, [step(PRODUCT_ROUTE)]),
  ];
}

/** How long a person takes to enter a code that was sent by e-mail, an assumption. */
const MAIL_SECONDS = 60;

/** What a new user does. */
const signUpSteps = [step('sign-up'), step('confirm', MAIL_SECONDS), step('sign-in', 1), step('me', 1)];

function step(route: string, pauseSeconds = 0): Step {
  return { route, share: 1, pauseSeconds };
}

/** Requests per second by route, of all copies together. */
export function requestsByRoute(flows: readonly Flow[]): Map<string, number> {
  const requests = new Map<string, number>();
  for (const { steps, perSecond } of flows) {
    for (const { route, share } of steps) requests.set(route, (requests.get(route) ?? 0) + perSecond * share);
  }
  return requests;
}

/** Calls per second to Cognito in a category. */
export function callsIn(
  category: QuotaCategory,
  requests: ReadonlyMap<string, number>,
  routes: readonly ServedRoute[],
): number {
  return sumOf(routes.map(({ name, allCalls }) => (requests.get(name) ?? 0) * (allCalls.get(category) ?? 0)));
}

/** The names of Cognito's quota categories. */
export const categories = Object.keys(quotas) as readonly QuotaCategory[];

/** Cognito's quota of a category, in calls per second. */
export function quotaOf(category: QuotaCategory, { limits }: Pick<Product, 'limits'>): number {
  const given = limits.quotas?.[category];
  if (given !== undefined) return given;
  const authentication = limits.quotas?.UserAuthentication;
  // AWS raises it with UserAuthentication, to three times as much: docs/operations.md.
  if (category === 'ChallengeResponses' && authentication !== undefined) return 3 * authentication;
  return quotas[category];
}

/** The sum of numbers. */
export function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
