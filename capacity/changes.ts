import type { QuotaCategory } from '../lambda/contract/cognito-errors';
import type { StageConfig } from '../lib/stages/stage-config';
import { apiGatewayLimit, emailsPerDay, functionConcurrency, limitLoadsOf } from './limit-loads';
import { callsIn, categories, type Flow, flowsOf, quotaOf, requestsByRoute, servedRoutes, sumOf } from './load';
import type { Product } from './product';
import { fixedCategories, limits, prices } from './published';

/** The share of a limit that the busiest hour may use: the rest is for the busiest minutes. */
export const TARGET = 0.8;
/** Longer token lifetimes are proposed up to this. API Gateway accepts a revoked ID token for as long. */
const LONG_TOKEN_MINUTES = 60;

/** Something to change, so that no limit is used by more than TARGET. */
export type Change =
  | { readonly kind: 'token-lifetime'; readonly from: number; readonly to: number }
  | { readonly kind: 'sender' }
  | { readonly kind: 'emails'; readonly from: number; readonly to: number }
  | { readonly kind: 'deployments'; readonly from: number; readonly to: number; readonly because: string }
  | {
      readonly kind: 'route';
      readonly name: string;
      readonly title: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'quota';
      readonly category: QuotaCategory;
      readonly from: number;
      readonly to: number;
      /** US dollars a month, for all deployments. */
      readonly monthlyCost: number;
    }
  | { readonly kind: 'concurrency' | 'api-gateway'; readonly from: number; readonly to: number };

/** A product and its stage, with the changes that have been made to them. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly product: Product;
  readonly stage: StageConfig;
}

/** What has to be served, in one deployment. */
interface Load {
  readonly flows: (product: Product, stage: StageConfig) => readonly Flow[];
  /** E-mails of a day besides those of the busiest hour. */
  readonly extraEmails: (product: Product) => number;
}

const busiestHour: Load = { flows: flowsOf, extraEmails: () => 0 };

const busiestHourWithCampaign: Load = {
  flows: (product, stage) => {
    const { campaign, deployments } = product;
    const perSecond = campaign.signUps / campaign.minutes / 60 / deployments;
    return flowsOf(product, stage).map((flow) =>
      flow.name === 'sign-up' ? { ...flow, perSecond: flow.perSecond + perSecond } : flow,
    );
  },
  extraEmails: ({ campaign, deployments }) => campaign.signUps / deployments,
};

/** What to change for the busiest hour. */
export function planFor(product: Product, stage: StageConfig): Plan {
  return plan({ changes: [], product, stage }, busiestHour);
}

/** What to change for a campaign in the busiest hour. */
export function planForCampaign(product: Product, stage: StageConfig): Plan {
  return plan({ changes: [], product, stage }, busiestHourWithCampaign);
}

function plan(start: Plan, load: Load): Plan {
  const { product, stage } = start;
  const change = (from: Plan) => withLimits(withEmails(withDeployments(from, load), load), load);
  const first = change(start);
  const isQuotaRaised = first.changes.some(({ kind }) => kind === 'quota');
  const isRefreshing = load.flows(product, stage).some(({ name, perSecond }) => name === 'refresh' && perSecond > 0);
  if (!isQuotaRaised || !isRefreshing || product.tokenMinutes >= LONG_TOKEN_MINUTES) return first;
  const second = change({
    changes: [{ kind: 'token-lifetime', from: product.tokenMinutes, to: LONG_TOKEN_MINUTES }],
    product: { ...product, tokenMinutes: LONG_TOKEN_MINUTES },
    stage,
  });
  return raisedCost(second) < raisedCost(first) ? second : first;
}

function raisedCost({ changes }: Plan): number {
  return sumOf(changes.map((change) => (change.kind === 'quota' ? change.monthlyCost : 0)));
}

/** The stage with e-mails through Amazon SES. The address does not matter here. */
export function withSender(stage: StageConfig): StageConfig {
  return { ...stage, sender: stage.sender ?? { address: 'no-reply@example.com' } };
}

function withEmails({ changes, product, stage }: Plan, { extraEmails }: Load): Plan {
  const usual = limitLoadsOf(product, stage).find(({ kind }) => kind === 'emails')?.load ?? 0;
  const needed = usual + extraEmails(product);
  const changed = [...changes];
  let [nextProduct, nextStage] = [product, stage];
  if (!stage.sender && needed > TARGET * emailsPerDay(product, stage)) {
    nextStage = withSender(stage);
    nextProduct = { ...product, limits: { ...product.limits, emailsPerDay: undefined } };
    changed.push({ kind: 'sender' });
  }
  const from = emailsPerDay(nextProduct, nextStage);
  if (needed > TARGET * from) {
    const to = roundUp(needed / TARGET);
    nextProduct = { ...nextProduct, limits: { ...nextProduct.limits, emailsPerDay: to } };
    changed.push({ kind: 'emails', from, to });
  }
  return { changes: changed, product: nextProduct, stage: nextStage };
}

function withDeployments({ changes, product, stage }: Plan, load: Load): Plan {
  const { needed, because } = deploymentsFor(product, stage, load);
  const from = product.deployments;
  if (needed <= from) return { changes, product, stage };
  const change: Change = { kind: 'deployments', from, to: needed, because };
  return { changes: [...changes, change], product: { ...product, deployments: needed }, stage };
}

function withLimits({ changes, product, stage }: Plan, load: Load): Plan {
  const changed = [...changes];
  let next = product;
  for (const { name, title, from, to } of raisedRoutes(next, stage, load)) {
    next = { ...next, limits: { ...next.limits, routes: { ...next.limits.routes, [name]: to } } };
    changed.push({ kind: 'route', name, title, from, to });
  }
  for (const category of categories) {
    const [from, to] = [quotaOf(category, next), neededQuota(category, next, stage, load)];
    if (to <= from) continue;
    next = { ...next, limits: { ...next.limits, quotas: { ...next.limits.quotas, [category]: to } } };
    // ChallengeResponses is not billed by itself: AWS raises it with UserAuthentication.
    const price = category === 'ChallengeResponses' ? 0 : prices.quotaPerSecond.value;
    const monthlyCost = (to - from) * price * next.deployments;
    changed.push({ kind: 'quota', category, from, to, monthlyCost });
  }
  const total = sumOf(requestsByRoute(load.flows(next, stage)).values());
  const functions = { from: functionConcurrency(next), to: roundUp((total * next.requestSeconds) / TARGET) };
  if (functions.to > functions.from) {
    next = { ...next, limits: { ...next.limits, functionConcurrency: functions.to } };
    changed.push({ kind: 'concurrency', ...functions });
  }
  const gateway = { from: apiGatewayLimit(next), to: roundUp(total / TARGET) };
  if (gateway.to > gateway.from) {
    next = { ...next, limits: { ...next.limits, apiGatewayRequestsPerSecond: gateway.to } };
    changed.push({ kind: 'api-gateway', ...gateway });
  }
  return { changes: changed, product: next, stage };
}

/** To two digits, for limits that AWS sets on request. */
function roundUp(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 1);
  return Math.ceil(value / unit) * unit;
}

interface RaisedRoute {
  readonly name: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

function raisedRoutes(product: Product, stage: StageConfig, load: Load): RaisedRoute[] {
  const requests = requestsByRoute(load.flows(product, stage));
  return servedRoutes(product, stage).flatMap(({ name, title, limit, copies }) => {
    const to = Math.ceil((requests.get(name) ?? 0) / copies / TARGET);
    return to > limit ? [{ name, title, from: limit, to }] : [];
  });
}

/**
 * The quota that the limits of the routes need: `cdk synth` rejects limits that together let more calls through. What they
 * let through is at least the load.
 */
function neededQuota(category: QuotaCategory, product: Product, stage: StageConfig, load: Load): number {
  const routes = servedRoutes(product, stage);
  const raised = new Map(raisedRoutes(product, stage, load).map(({ name, to }) => [name, to]));
  const allowed = sumOf(
    routes.map(({ name, limit, countedCalls }) => (raised.get(name) ?? limit) * (countedCalls.get(category) ?? 0)),
  );
  const calls = callsIn(category, requestsByRoute(load.flows(product, stage)), routes);
  return Math.max(allowed, Math.ceil(calls / TARGET));
}

/** How many deployments keep within what AWS does not raise. */
function deploymentsFor(product: Product, stage: StageConfig, load: Load): { needed: number; because: string } {
  const obstacle = (deployments: number) => obstacleOf({ ...product, deployments }, stage, load);
  let [low, high] = [product.deployments, product.deployments];
  while (obstacle(high) !== undefined) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (obstacle(middle) === undefined) high = middle;
    else low = middle;
  }
  return { needed: high, because: obstacle(high - 1) ?? '' };
}

/** What AWS does not raise, and this many deployments exceed. */
function obstacleOf(product: Product, stage: StageConfig, load: Load): string | undefined {
  if (product.registered / product.deployments > limits.usersPerPool.value) return 'the users of a pool';
  const obstacle = categories
    .filter((category) => fixedCategories.includes(category))
    .find((category) => neededQuota(category, product, stage, load) > quotaOf(category, product));
  const isChallenged = raisedRoutes(product, stage, load).some(({ name }) => name === 'challenge');
  return obstacle === 'UserAccountRecovery' && isChallenged
    ? 'UserAccountRecovery (cdk synth counts each answer to a challenge in it)'
    : obstacle;
}
