import { ratios, type Summary, summarize } from './statistics';

/** The limit for a result. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

export type Unit = 'ms' | 's' | 'KB' | '/s' | '×' | '';

interface Figure {
  readonly unit: Unit;
  readonly summary: Summary;
}

/** One line of the table. */
export interface Row {
  /** What is measured. */
  readonly what: string;
  /** What it is compared with; empty for nothing. */
  readonly against: string;
  readonly subject: Figure;
  readonly reference?: Figure;
  /** What the target limits: the ratio of subject and reference in each round, or the subject alone. */
  readonly result: Figure;
  readonly target?: Target;
}

interface Description {
  readonly what: string;
  readonly against: string;
  readonly unit: Unit;
  readonly target?: Target;
}

/** A row for a ratio. Both lists have one sample for each round. */
export function compare(description: Description, subject: readonly number[], reference: readonly number[]): Row {
  const { unit, ...rest } = description;
  return {
    ...rest,
    subject: { unit, summary: summarize(subject) },
    reference: { unit, summary: summarize(reference) },
    result: { unit: '×', summary: summarize(ratios(subject, reference)) },
  };
}

/** A row for a number without a reference. */
export function measure(description: Description, subject: readonly number[]): Row {
  const { unit, ...rest } = description;
  const figure = { unit, summary: summarize(subject) };
  return { ...rest, subject: figure, result: figure };
}

/** Whether the median is within the target; undefined without a target. */
export function isTargetMet({ result, target }: Row): boolean | undefined {
  return target && usedShare({ result, target }) <= 1;
}

/** The used share of what the target allows: up to 1 meets the target. */
export function usedShare({ result, target }: { readonly result: Figure; readonly target: Target }): number {
  const { median } = result.summary;
  if ('atLeast' in target) return target.atLeast / median;
  // A target of 0 is met by 0 only.
  return target.atMost === 0 ? (median === 0 ? 0 : Number.POSITIVE_INFINITY) : median / target.atMost;
}
