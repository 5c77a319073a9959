import { ratios, type Summary, summarize } from './statistics';

/** What is to be reached: at the most, or at the least. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

export type Unit = 'ms' | 's' | 'KB' | '/s' | '×' | '';

interface Figure {
  readonly unit: Unit;
  readonly summary: Summary;
}

/** One line of the table. */
export interface Row {
  /** What is measured, and what it is measured against. */
  readonly what: string;
  readonly against: string;
  readonly ours: Figure;
  readonly theirs?: Figure;
  /** What the target speaks of: the ratio of the two, round by round, or ours alone. */
  readonly result: Figure;
  readonly target?: Target;
}

interface Description {
  readonly what: string;
  readonly against: string;
  readonly unit: Unit;
  readonly target?: Target;
}

/** A row about a ratio. Both lists have one number for each round. */
export function compare(description: Description, ours: readonly number[], theirs: readonly number[]): Row {
  const { unit, ...rest } = description;
  return {
    ...rest,
    ours: { unit, summary: summarize(ours) },
    theirs: { unit, summary: summarize(theirs) },
    result: { unit: '×', summary: summarize(ratios(ours, theirs)) },
  };
}

/** A row about a number by itself. */
export function measure(description: Description, ours: readonly number[]): Row {
  const { unit, ...rest } = description;
  const figure = { unit, summary: summarize(ours) };
  return { ...rest, ours: figure, result: figure };
}

/** Whether the median is where it should be; undefined where nothing is to be reached. */
export function reached({ result, target }: Row): boolean | undefined {
  return target && useOf({ result, target }) <= 1;
}

/** How much of what the target allows is used up: 1 is just enough. */
export function useOf({ result, target }: { readonly result: Figure; readonly target: Target }): number {
  const { median } = result.summary;
  if ('atLeast' in target) return target.atLeast / median;
  // Nothing allowed and nothing used is as it should be.
  return target.atMost === 0 ? (median === 0 ? 0 : Number.POSITIVE_INFINITY) : median / target.atMost;
}
