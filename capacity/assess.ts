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
  /** The scenarios after these changes. */
  readonly outcomesAfterChanges: readonly Outcome[];
  /** Sentences about the scenarios that turn people away after these changes. */
  readonly advice: readonly string[];
  readonly cost: readonly CostLine[];
  readonly costAfterChanges: readonly CostLine[];
}

/** Calculates and simulates what a product meets. */
export function assess(product: Product, stage: StageConfig): Assessment {
  const outcomes = simulateAll(product, stage);
  const plan = planFor(product, stage);
  const outcomesAfterChanges = plan.changes.length > 0 ? simulateAll(plan.product, plan.stage) : outcomes;
  return {
    product,
    stage,
    limits: limitLoadsOf(product, stage),
    outcomes,
    plan,
    outcomesAfterChanges,
    advice: outcomesAfterChanges.flatMap((outcome) => adviceFor(outcome, plan)),
    cost: costOf(usageOf(product, stage)),
    costAfterChanges: costOf(usageOf(plan.product, plan.stage)),
  };
}

function simulateAll(product: Product, stage: StageConfig): Outcome[] {
  return scenariosOf(product, stage).map((scenario) => simulate(scenario, product, stage));
}
