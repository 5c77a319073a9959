import { parseProduct } from '../../capacity/parse-product';
import type { Product } from '../../capacity/product';
import { stageFromContext } from '../../lib/stages/stages';

/** The stage of the tests. */
export const prod = stageFromContext({ stage: 'prod' });

/** Prod with e-mails through Amazon SES. */
export const prodWithSes = stageFromContext({ stage: 'prod', sender: { address: 'no-reply@example.com' } });

/** A product in which nothing happens but what is given. */
export function quietProduct(given: Readonly<Record<string, unknown>>, stage = prodWithSes): Product {
  const nothing = {
    people: 1_000_000_000,
    online: 0,
    signInsPerHour: 0,
    signUpsPerHour: 0,
    passwordResetsPerHour: 0,
    secondFactorShare: 0,
    requestsPerMinute: 0,
    campaign: { signUps: 0 },
    outage: { minutes: 0 },
    attacker: { requestsPerSecond: 0 },
  };
  return parseProduct({ ...nothing, ...given }, stage);
}
