import type { StageConfig } from '../lib/stages/stage-config';
import { planFor, withSender } from './changes';
import { costOf, totalOf, usageOf } from './cost';
import { limitLoadsOf, usedShare } from './limit-loads';
import { callsIn, flowsOf, quotaOf, requestsByRoute, servedRoutes, sumOf } from './load';
import { parseProduct } from './parse-product';
import { left, number, right, textTable } from './text';

/** People a month, in the order of the walk. */
export const walkSizes: readonly number[] = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/** A step of the walk: a product of this size with all other numbers assumed. */
export interface WalkStep {
  readonly people: number;
  readonly online: number;
  /** In the busiest hour, of all deployments: all requests, and calls in the category UserAuthentication. */
  readonly requestsPerSecond: number;
  readonly authenticationsPerSecond: number;
  /** What is needed, after the changes. */
  readonly deployments: number;
  readonly tokenMinutes: number;
  readonly authenticationQuota: number;
  /** US dollars, after the changes. */
  readonly monthlyCost: number;
}

/** A limit, and how many people a month meet it. */
export interface MilestoneLimit {
  readonly title: string;
  readonly maximum: number;
  readonly unit: string;
  readonly people: number;
}

/** The walk, with all numbers but the people assumed. */
export interface Walk {
  readonly steps: readonly WalkStep[];
  /** The limits of the defaults, in the order in which a growing product meets them. */
  readonly milestones: readonly MilestoneLimit[];
}

/** The walk from 1,000 to 100 million people. */
export function walk(stage: StageConfig): Walk {
  return { steps: stepsOf(stage), milestones: milestonesOf(stage) };
}

/** Every load grows with the people: a limit that is used by a share is met by the people divided by the share. */
function milestonesOf(stage: StageConfig): readonly MilestoneLimit[] {
  // Many, so that the rounding of the assumptions does not matter.
  const product = parseProduct({ people: 1e9 }, stage);
  const withSes = stage.sender ? [] : limitLoadsOf(product, withSender(stage)).filter(({ kind }) => kind === 'emails');
  return [...limitLoadsOf(product, stage), ...withSes]
    .map((limit) => ({
      title: limit.title,
      maximum: limit.limit,
      unit: limit.unit,
      people: Math.round(product.people / usedShare(limit)),
    }))
    .sort((one, other) => one.people - other.people);
}

function stepsOf(stage: StageConfig): readonly WalkStep[] {
  return walkSizes.map((people) => {
    const product = parseProduct({ people }, stage);
    const requests = requestsByRoute(flowsOf(product, stage));
    const plan = planFor(product, stage);
    return {
      people,
      online: product.online,
      requestsPerSecond: sumOf(requests.values()),
      authenticationsPerSecond: callsIn('UserAuthentication', requests, servedRoutes(product, stage)),
      deployments: plan.product.deployments,
      tokenMinutes: plan.product.tokenMinutes,
      authenticationQuota: quotaOf('UserAuthentication', plan.product),
      monthlyCost: totalOf(costOf(usageOf(plan.product, plan.stage))),
    };
  });
}

/** The walk as two tables. */
export function walkText({ steps, milestones }: Walk): string {
  const table = textTable(
    [
      right('People'),
      right('Online'),
      right('Requests/s'),
      right('Authentications/s'),
      right('Deployments'),
      right('Token lifetime'),
      right('Quota'),
      right('USD a month'),
    ],
    steps.map((step) => [
      number(step.people),
      number(step.online),
      number(step.requestsPerSecond),
      number(step.authenticationsPerSecond),
      number(step.deployments),
      `${step.tokenMinutes} min`,
      number(step.authenticationQuota),
      number(Math.round(step.monthlyCost)),
    ]),
  );
  const limits = textTable(
    [right('People'), left('Limit'), right('Maximum'), left('Unit')],
    milestones.map(({ people, title, maximum, unit }) => [toThreeDigits(people), title, number(maximum), unit]),
  );
  return [
    'From 1,000 to 100 million people a month: load of the busiest hour, and what it needs',
    '(authentications: calls in the category UserAuthentication, with its quota for each deployment)',
    '',
    table,
    '',
    'How many people a month meet a limit, with the defaults',
    '',
    limits,
  ].join('\n');
}

function toThreeDigits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US');
}
