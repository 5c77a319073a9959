import type { StageConfig } from '../lib/stages/stage-config';
import { UserError } from '../lib/user-error';
import { categories, quotaOf, servedRoutes, sumOf } from './load';
import { completeProduct, type Product } from './product';

/** Checks the numbers of a product, and completes them. Throws a UserError with one line per mistake. */
export function parseProduct(given: Readonly<Record<string, unknown>>, stage: StageConfig): Product {
  const { product, issues } = completeProduct(given, stage);
  const all = [...issues, ...(product ? findContradictions(product, stage) : [])];
  if (!product || all.length > 0) throw new UserError(all.join('\n'));
  return product;
}

function findContradictions(product: Product, stage: StageConfig): string[] {
  const { people, registered, online, signUpsPerHour, campaign, limits } = product;
  const routes = servedRoutes(product, stage);
  const issues = [
    ...unknownNames(
      'limits.routes',
      limits.routes,
      routes.map(({ name }) => name),
    ),
    ...unknownNames('limits.quotas', limits.quotas, categories),
  ];
  if (registered < people) {
    issues.push(`registered must not be below people (${people}), who have an account too, not ${registered}`);
  }
  if (online > people) issues.push(`online must not be above people (${people}), not ${online}`);
  if (!stage.selfSignUp && signUpsPerHour + campaign.signUps > 0) {
    issues.push('signUpsPerHour and campaign.signUps must be 0, because selfSignUp of the stage is false');
  }
  for (const category of categories) {
    const quota = quotaOf(category, product);
    const callers = routes.filter(({ countedCalls }) => countedCalls.has(category));
    const allowed = sumOf(callers.map(({ limit, countedCalls }) => limit * (countedCalls.get(category) ?? 0)));
    if (allowed <= quota) continue;
    const names = callers.map(({ name }) => name).join(', ');
    issues.push(
      `limits.routes of ${names} must be lower, or limits.quotas.${category} higher: together they let ${allowed} calls ` +
        `per second through, and the quota is ${quota}. cdk synth rejects such limits`,
    );
  }
  return issues;
}

function unknownNames(path: string, given: object | undefined, known: readonly string[]): string[] {
  const unknown = Object.keys(given ?? {}).filter((name) => !known.includes(name));
  return unknown.map((name) => `${path}.${name} is not known. Names are ${known.join(', ')}`);
}
