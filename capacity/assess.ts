import type { StageConfig } from '../lib/stages/stage-config';
import { adviceFor } from './advice';
import { type Plan, planFor } from './changes';
import { type CostLine, costOf, usageOf } from './cost';
import { type LimitLoad, limitLoadsOf } from './limit-loads';
import type { Product } from './product';
import { type Outcome, scenariosOf, simulate } from './simulation';

/** Everything that is said about a product. */
export interface Assessment {
  readonly product: Product;
  readonly stage: StageConfig;
  /** The most used first. */
  readonly limits: readonly LimitLoad[];
  readonly outcomes: readonly Outcome[];
  /** Changes for the busiest hour. */
  readonly plan: Plan;
  /** Sentences about the scenarios. */
  readonly advice: readonly string[];
  readonly cost: readonly CostLine[];
  readonly costAfterChanges: readonly CostLine[];
}

/** Calculates and simulates what a product meets. */
export function assess(product: Product, stage: StageConfig): Assessment {
  const outcomes = scenariosOf(product, stage).map((scenario) => simulate(scenario, product, stage));
  const plan = planFor(product, stage);
  return {
    product,
    stage,
    limits: limitLoadsOf(product, stage),
    outcomes,
    plan,
    advice: outcomes.flatMap((outcome) => adviceFor(outcome, plan)),
    cost: costOf(usageOf(product, stage)),
    costAfterChanges: costOf(usageOf(plan.product, plan.stage)),
  };
}
