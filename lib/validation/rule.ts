import type { Resource } from './template';

/** A check of the resources of one template. */
export interface Rule {
  /** Id in the validation report. `Validations.of(construct).acknowledge` takes it with the prefix `Template-Rules::`. */
  readonly name: string;
  /** An error makes `cdk synth` fail. */
  readonly severity: 'error' | 'warning';
  readonly check: (resources: readonly Resource[]) => readonly Finding[];
}

/** A mistake in a template. `${logicalId} ${problem}: ${fix}` is the sentence that `cdk synth` prints. */
export interface Finding {
  readonly resource: Resource;
  /** Path of the property that is wrong. */
  readonly property: string;
  /** What is wrong, as the predicate of a sentence whose subject is the resource. */
  readonly problem: string;
  /** What to do, as an imperative. */
  readonly fix: string;
}
