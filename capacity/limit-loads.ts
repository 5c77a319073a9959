import type { QuotaCategory } from '../lambda/contract/cognito-errors';
import type { StageConfig } from '../lib/stages/stage-config';
import { callsIn, categories, type Flow, flowsOf, quotaOf, requestsByRoute, servedRoutes, sumOf } from './load';
import { HOURS_OF_MONTH, type Product } from './product';
import { limits } from './published';

/** What a limit belongs to. */
export type LimitKind = 'route' | 'category' | 'concurrency' | 'api-gateway' | 'emails' | 'users';

/** A limit, and how much of it the busiest hour uses, in one deployment. */
export interface LimitLoad {
  readonly kind: LimitKind;
  /** Of a route or a category. */
  readonly name: string;
  readonly title: string;
  readonly load: number;
  readonly limit: number;
  readonly unit: string;
}

/** The share of the limit that is used. */
export function usedShare({ load, limit }: Pick<LimitLoad, 'load' | 'limit'>): number {
  return load / limit;
}

/** All limits with their load, the most used first. */
export function limitLoadsOf(
  product: Product,
  stage: StageConfig,
  flows: readonly Flow[] = flowsOf(product, stage),
): LimitLoad[] {
  const routes = servedRoutes(product, stage);
  const requests = requestsByRoute(flows);
  const total = sumOf(requests.values());
  const loads: LimitLoad[] = [
    ...routes.map(({ name, title, limit, copies }) => ({
      kind: 'route' as const,
      name,
      title: `limit of ${title}`,
      load: (requests.get(name) ?? 0) / copies,
      limit,
      unit: 'requests/s',
    })),
    ...categories.map((category: QuotaCategory) => ({
      kind: 'category' as const,
      name: category,
      title: `Cognito's quota ${category}`,
      load: callsIn(category, requests, routes),
      limit: quotaOf(category, product),
      unit: 'calls/s',
    })),
    {
      kind: 'concurrency',
      name: 'functionConcurrency',
      title: 'concurrent functions',
      load: total * product.requestSeconds,
      limit: functionConcurrency(product),
      unit: 'at once',
    },
    {
      kind: 'api-gateway',
      name: 'apiGatewayRequestsPerSecond',
      title: 'API Gateway, all APIs',
      load: total,
      limit: apiGatewayLimit(product),
      unit: 'requests/s',
    },
    {
      kind: 'emails',
      name: 'emailsPerDay',
      title: stage.sender ? 'e-mails of Amazon SES' : "e-mails of Cognito's own sender",
      load: (emailsPerMonth(product) / HOURS_OF_MONTH / product.deployments) * 24,
      limit: emailsPerDay(product, stage),
      unit: 'a day',
    },
    {
      kind: 'users',
      name: 'usersPerPool',
      title: 'users of a user pool',
      load: product.registered / product.deployments,
      limit: limits.usersPerPool.value,
      unit: 'users',
    },
  ];
  return loads.filter(({ load }) => load > 0).sort((one, other) => usedShare(other) - usedShare(one));
}

/** Codes by e-mail in a month, of all deployments. */
export function emailsPerMonth({ signUpsPerHour, passwordResetsPerHour, peakFactor }: Product): number {
  return ((signUpsPerHour + passwordResetsPerHour) / peakFactor) * HOURS_OF_MONTH;
}

/** The limit of e-mails in a day. */
export function emailsPerDay(product: Product, { sender }: Pick<StageConfig, 'sender'>): number {
  return product.limits.emailsPerDay ?? (sender ? limits.sesEmailsPerDay : limits.cognitoEmailsPerDay).value;
}

/** The limit of concurrent functions. */
export function functionConcurrency({ limits: given }: Pick<Product, 'limits'>): number {
  return given.functionConcurrency ?? limits.functionConcurrency.value;
}

/** The limit of requests per second of all APIs. */
export function apiGatewayLimit({ limits: given }: Pick<Product, 'limits'>): number {
  return given.apiGatewayRequestsPerSecond ?? limits.apiGatewayRequestsPerSecond.value;
}
