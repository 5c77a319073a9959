import { quotas } from '../lib/api/rate-limits';
import { limits, type Published, prices, requestFigures } from './published';

/** A figure with its name. */
export interface NamedFigure extends Published {
  readonly name: string;
}

/** Every price, limit and assumption with its source. */
export function figures(): NamedFigure[] {
  const cognito = Object.entries(quotas).map(([name, value]) => ({
    name,
    value,
    unit: 'calls per second',
    source: 'AWS, "Quotas in Amazon Cognito", November 2026, in lib/api/rate-limits.ts',
  }));
  const published = Object.entries<Published>({ ...prices, ...limits, ...requestFigures });
  return [...published.map(([name, figure]) => ({ name, ...figure })), ...cognito];
}

/** The figures as text, two lines each. */
export function figuresText(all: readonly NamedFigure[]): string {
  const texts = all.map(({ name, value, unit, source, isBelief }) => {
    const belief = isBelief ? 'Belief. ' : '';
    return `${name}: ${value} ${unit}\n  ${belief}${source}`;
  });
  return texts.join('\n');
}
