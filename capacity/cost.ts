import { quotas } from '../lib/api/rate-limits';
import type { StageConfig } from '../lib/stages/stage-config';
import { emailsPerMonth } from './limit-loads';
import { categories, flowsOf, quotaOf, requestsByRoute, sumOf } from './load';
import { HOURS_OF_MONTH, type Product } from './product';
import { durationTiers, prices, requestFigures, requestTiers, tieredPrice } from './published';

/** A line of the bill of a month. */
export interface CostLine {
  readonly service: string;
  readonly calculation: string;
  /** US dollars. */
  readonly amount: number;
}

/** What a month is made of. */
export interface Usage {
  readonly activeUsers: number;
  readonly requests: number;
  readonly requestSeconds: number;
  /** MiB. */
  readonly functionMemory: number;
  readonly emails: number;
  readonly waf: boolean;
  /** Deployments in accounts or regions of their own: each has its alarms, its dashboard and its web ACL. */
  readonly deployments: number;
  readonly replicas: number;
  /** Calls per second above Cognito's default quotas, of all deployments. */
  readonly raisedQuotas: number;
}

/** What the product uses in a month. */
export function usageOf(product: Product, stage: StageConfig): Usage {
  const { people, peakFactor, requestSeconds, deployments, replicas } = product;
  const perSecond = sumOf(requestsByRoute(flowsOf(product, stage)).values()) * deployments;
  // ChallengeResponses is raised with UserAuthentication, and is not billed by itself.
  const raised = categories
    .filter((category) => category !== 'ChallengeResponses')
    .map((category) => Math.max(0, quotaOf(category, product) - quotas[category]));
  return {
    activeUsers: people,
    requests: (perSecond / peakFactor) * HOURS_OF_MONTH * 3600,
    requestSeconds,
    functionMemory: stage.functionMemory,
    emails: emailsPerMonth(product),
    waf: stage.waf,
    deployments,
    replicas,
    raisedQuotas: sumOf(raised) * deployments,
  };
}

/** The bill of a month. Lines of 0 dollars are left out. */
export function costOf(usage: Usage): readonly CostLine[] {
  const { activeUsers, requests, emails, deployments, replicas, raisedQuotas } = usage;
  const billedUsers = Math.max(0, activeUsers - prices.freeActiveUsers.value);
  const gigabyteSeconds = requests * usage.requestSeconds * (usage.functionMemory / 1024);
  const logGigabytes = (requests * requestFigures.logBytes.value) / 1e9;
  const traces = Math.max(0, tracesOf(requests, deployments) - prices.freeTraces.value);
  const lines: CostLine[] = [
    {
      service: 'Cognito, active users',
      calculation: `${short(billedUsers)} above the free ${short(prices.freeActiveUsers.value)} × ${prices.activeUser.value}`,
      amount: billedUsers * prices.activeUser.value,
    },
    {
      service: 'Cognito, raised quotas',
      calculation: `${short(raisedQuotas)} calls/s × ${prices.quotaPerSecond.value}`,
      amount: raisedQuotas * prices.quotaPerSecond.value,
    },
    {
      service: 'Cognito, replica',
      calculation: `${short(activeUsers * replicas)} users × ${prices.replicatedUser.value} (reported, not by AWS)`,
      amount: activeUsers * replicas * prices.replicatedUser.value,
    },
    {
      service: 'API Gateway',
      calculation: `${short(requests)} requests × 3.50 to 1.51 a million`,
      amount: tieredPrice(requests, requestTiers),
    },
    {
      service: 'Lambda, requests',
      calculation: `${short(requests)} × 0.20 a million`,
      amount: requests * prices.functionRequest.value,
    },
    {
      service: 'Lambda, time',
      calculation: `${short(gigabyteSeconds)} GB-seconds × 0.0000133334`,
      amount: tieredPrice(gigabyteSeconds, durationTiers),
    },
    {
      service: 'CloudWatch, logs',
      calculation: `${short(logGigabytes)} GB × ${prices.logGigabyte.value}`,
      amount: logGigabytes * prices.logGigabyte.value,
    },
    {
      service: 'CloudWatch, other',
      calculation: `${short(deployments)} × ${prices.metricsAndDashboard.value.toFixed(2)}`,
      amount: deployments * prices.metricsAndDashboard.value,
    },
    {
      service: 'X-Ray',
      calculation: `${short(traces)} traces above the free ${short(prices.freeTraces.value)} × 5 a million`,
      amount: traces * prices.sampledTrace.value,
    },
    {
      service: 'SES',
      calculation: `${short(emails)} e-mails × 0.10 a thousand`,
      amount: emails * prices.email.value,
    },
  ];
  if (usage.waf) {
    lines.push({
      service: 'AWS WAF',
      calculation: `${short(deployments)} × ${prices.webAcl.value} + ${short(requests)} requests × 0.60 a million`,
      amount: deployments * prices.webAcl.value + requests * prices.webAclRequest.value,
    });
  }
  return lines.filter(({ amount }) => amount > 0);
}

/** The sum of a bill. */
export function totalOf(lines: readonly CostLine[]): number {
  return sumOf(lines.map(({ amount }) => amount));
}

/**
 * Requests of a month that X-Ray traces: the first of each second and a share of the others. With Poisson arrivals at a
 * rate λ, a second has a request with probability 1 − e^(−λ). An even spread over the month is assumed.
 */
export function tracesOf(requests: number, deployments = 1): number {
  const seconds = HOURS_OF_MONTH * 3600;
  const rate = requests / deployments / seconds;
  const first = 1 - Math.exp(-rate);
  return seconds * deployments * (first + requestFigures.tracedShare.value * (rate - first));
}

/** A number with at most three digits that count: 1,234,567 becomes 1.23 million. */
export function short(value: number): string {
  const [unit, divisor] = value >= 1e9 ? [' billion', 1e9] : value >= 1e6 ? [' million', 1e6] : ['', 1];
  const scaled = value / divisor;
  const digits =
    divisor === 1 ? (scaled >= 10 || Number.isInteger(scaled) ? 0 : 2) : scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return `${scaled.toLocaleString('en-US', { maximumFractionDigits: digits })}${unit}`;
}
