import { returnAfterOutage } from '../../capacity/advice';
import type { Product } from '../../capacity/product';
import { attackRate, type Outcome, type Scenario, scenariosOf, simulate } from '../../capacity/simulation';
import { stageFromContext } from '../../lib/stages/stages';
import { prod, prodWithSes, quietProduct } from './products';

/** Simulates the scenario of a name. */
function outcomeOf(product: Product, name: Scenario['name'] = 'busiest hour', stage = prodWithSes): Outcome {
  const scenario = scenariosOf(product, stage).find((candidate) => candidate.name === name);
  if (!scenario) throw new Error(`The product has no scenario ${name}`);
  return simulate(scenario, product, stage);
}

/** Those who arrive in the last minute may still be waiting when the hour ends. */
const HOUR = 3600;
const LAST_ATTEMPTS = 62;

describe('a simulated hour', () => {
  it('turns no one away at half of a limit', () => {
    const outcome = outcomeOf(quietProduct({ signInsPerHour: 20 * HOUR }));
    expect(outcome).toMatchObject({ turnedAway: 0, failedRequests: 0 });
    expect(Math.abs(outcome.actions - 20 * HOUR)).toBeLessThan(5 * Math.sqrt(20 * HOUR));
  });

  it.each([50, 80, 400])('turns away what is above the limit of 40 sign-ins per second: %d', (perSecond) => {
    const { turnedAway, limitsMet } = outcomeOf(quietProduct({ signInsPerHour: perSecond * HOUR }));
    const excess = perSecond - 40;
    expect(turnedAway).toBeLessThanOrEqual(excess * HOUR * 1.01);
    expect(turnedAway).toBeGreaterThanOrEqual(excess * (HOUR - LAST_ATTEMPTS) * 0.97);
    expect(limitsMet[0]?.title).toBe('limit of POST /sign-in');
  });

  it('meets the quota of Cognito if the limit of the route is above it', () => {
    // cdk synth rejects such limits, and so does parseProduct.
    const product = { ...quietProduct({ online: 324_000 }), limits: { routes: { refresh: 500 } } };
    const { turnedAway, limitsMet } = outcomeOf(product);
    expect(limitsMet[0]?.title).toBe("Cognito's quota UserAuthentication");
    // Sessions that were turned away do not refresh again: 324,000 sessions, of which 120 a second stay.
    expect(turnedAway).toBeGreaterThan(324_000 - 108_000 - 120 * 2 * LAST_ATTEMPTS);
    expect(turnedAway).toBeLessThan(324_000 - 108_000 + 5_000);
  });

  it('meets the limit of concurrent functions at concurrency / duration', () => {
    const given = {
      online: 420_000,
      requestsPerMinute: 1,
      tokenMinutes: 1440,
      productRoutes: 1000,
      requestSeconds: 0.2,
    };
    const { failedRequests, limitsMet } = outcomeOf(quietProduct(given));
    expect(limitsMet[0]?.title).toBe('concurrent functions');
    // 7,000 requests per second, of which 1,000 / 0.2 s are served.
    expect(failedRequests / HOUR / 2000).toBeGreaterThan(0.96);
    expect(failedRequests / HOUR / 2000).toBeLessThan(1.02);
  });

  it('meets the limit of API Gateway', () => {
    const given = {
      online: 1_200_000,
      requestsPerMinute: 1,
      tokenMinutes: 1440,
      productRoutes: 1000,
      requestSeconds: 0.01,
    };
    const { failedRequests, limitsMet } = outcomeOf(quietProduct(given));
    expect(limitsMet.map(({ title }) => title)).toEqual(['API Gateway, all APIs']);
    expect(failedRequests / HOUR / 10_000).toBeGreaterThan(0.96);
    expect(failedRequests / HOUR / 10_000).toBeLessThan(1.01);
  });

  it('sends 50 e-mails without Amazon SES', () => {
    const { turnedAway, actions, limitsMet } = outcomeOf(quietProduct({ signUpsPerHour: 300 }, prod), undefined, prod);
    expect(limitsMet.map(({ title }) => title)).toEqual(["e-mails of Cognito's own sender"]);
    expect(turnedAway).toBe(actions - 50);
  });

  it('is the same for the same seed, and another for another', () => {
    const given = { signInsPerHour: 45 * HOUR };
    expect(outcomeOf(quietProduct(given))).toEqual(outcomeOf(quietProduct(given)));
    expect(outcomeOf(quietProduct({ ...given, seed: 2 }))).not.toEqual(outcomeOf(quietProduct(given)));
  });

  it('has twice the people in two deployments of the same load', () => {
    const [one, two] = [1, 2].map((deployments) =>
      outcomeOf(quietProduct({ signInsPerHour: 60 * HOUR * deployments, deployments })),
    );
    expect(two?.turnedAway).toBe(2 * (one?.turnedAway ?? 0) + ((two?.turnedAway ?? 0) % 2));
  });
});

describe('a campaign', () => {
  it('turns away what is above the limit of 5 sign-ups per second', () => {
    const product = quietProduct({ campaign: { signUps: 36_000, minutes: 30 } });
    const { turnedAwayBy } = outcomeOf(product, 'campaign');
    expect(turnedAwayBy['sign-up']).toBeGreaterThan(15 * 1800 * 0.95 - 5 * LAST_ATTEMPTS);
    expect(turnedAwayBy['sign-up']).toBeLessThan(15 * 1800 * 1.02);
  });

  it('makes sessions that refresh', () => {
    const product = quietProduct({ campaign: { signUps: 1200, minutes: 10 }, tokenMinutes: 15 });
    const { actions, turnedAway } = outcomeOf(product, 'campaign');
    expect(turnedAway).toBe(0);
    // Up to three refreshes of each within the hour.
    expect(actions).toBeGreaterThan(3.5 * 1200);
    expect(actions).toBeLessThan(4.2 * 1200);
  });
});

describe('an outage', () => {
  const outage = { minutes: 30, returnSeconds: 60 };

  it('lets all back who fit through the limit while they try', () => {
    expect(outcomeOf(quietProduct({ online: 2_500, outage }), 'after an outage').turnedAway).toBe(0);
  });

  it('turns away those above the limit while they try', () => {
    const { turnedAwayBy } = outcomeOf(quietProduct({ online: 40_000, outage }), 'after an outage');
    // All 40,000 come within 60 seconds and try for up to 62 more; 50 a second are served.
    expect(turnedAwayBy.refresh).toBeGreaterThan(40_000 - 50 * (60 + LAST_ATTEMPTS) - 200);
    expect(turnedAwayBy.refresh).toBeLessThan(40_000 - 50 * 60 + 200);
  });

  it('makes only the tokens expire that end in it', () => {
    const short = { minutes: 3, returnSeconds: 60 };
    const { actions } = outcomeOf(quietProduct({ online: 9_000, outage: short, tokenMinutes: 60 }), 'after an outage');
    // 450 sessions are late by up to 3 minutes. In an hour, each session refreshes once, and the late ones once.
    expect(Math.abs(actions - 9_000)).toBeLessThan(5 * Math.sqrt(9_000));
  });

  it.each([20_000, 30_000])(
    'turns no one away if %d clients wait for a random time of the advised length',
    (online) => {
      const product = quietProduct({ online, outage });
      const { waiting, free } = returnAfterOutage({ product, stage: prodWithSes });
      const returnSeconds = Math.ceil(waiting / free);
      expect(returnSeconds).toBeLessThanOrEqual(15 * 60);
      expect(outcomeOf({ ...product, outage: { ...outage, returnSeconds } }, 'after an outage').turnedAway).toBe(0);
      expect(outcomeOf(product, 'after an outage').turnedAway).toBeGreaterThan(0);
    },
  );
});

describe('an attack', () => {
  const withWaf = stageFromContext({ stage: 'prod', waf: true });

  /**
   * Each attempt succeeds with probability s, the share that the limit lets through. People try up to 6 times, so they make
   * (1 − (1 − s)^6) / s attempts, and s × (attempts of people + attacker) is the limit.
   */
  function turnedAwayShare(people: number, attacker: number, limit: number): number {
    let success = 0.5;
    for (let round = 0; round < 1000; round++) {
      const attempts = (people * (1 - (1 - success) ** 6)) / success;
      success = 0.5 * success + 0.5 * Math.min(1, limit / (attempts + attacker));
    }
    return (1 - success) ** 6;
  }

  it.each([
    [10, 200],
    [10, 1000],
    [30, 100],
  ])('turns away the share of the closed form: %d sign-ins per second, %d of the attacker', (perSecond, attacker) => {
    const product = quietProduct({ signInsPerHour: perSecond * HOUR, attacker: { requestsPerSecond: attacker } });
    const { turnedAway, actions } = outcomeOf(product, 'attack');
    const expected = turnedAwayShare(perSecond, attacker, 40);
    expect(Math.abs(turnedAway / actions - expected)).toBeLessThan(0.02);
  });

  it('at Cognito itself takes the quota of all authentications', () => {
    const attacker = { requestsPerSecond: 1000, target: 'cognito' };
    const product = quietProduct({ online: 18_000, signInsPerHour: 10 * HOUR, attacker });
    const { limitsMet, turnedAwayBy } = outcomeOf(product, 'attack');
    expect(limitsMet[0]?.title).toBe("Cognito's quota UserAuthentication");
    expect(Math.min(turnedAwayBy.refresh, turnedAwayBy['sign-in'])).toBeGreaterThan(0);
  });

  it('is limited to 100 writes a minute of each address with waf, but not at Cognito itself', () => {
    const attacker = { requestsPerSecond: 200, addresses: 6, target: 'api' } as const;
    expect(attackRate({ attacker }, prod)).toBe(200);
    expect(attackRate({ attacker }, withWaf)).toBe(10);
    expect(attackRate({ attacker: { ...attacker, target: 'cognito' } }, withWaf)).toBe(200);
  });

  it('turns no one away if waf leaves less than the limit', () => {
    const stage = { ...withWaf, sender: prodWithSes.sender };
    const attacker = { requestsPerSecond: 200, addresses: 6 };
    const product = quietProduct({ signInsPerHour: 10 * HOUR, attacker }, stage);
    expect(outcomeOf(product, 'attack', stage).turnedAway).toBe(0);
    expect(outcomeOf(product, 'attack').turnedAway).toBeGreaterThan(0);
  });
});

describe('the scenarios', () => {
  it('leave out what does not happen', () => {
    expect(scenariosOf(quietProduct({}), prodWithSes).map(({ name }) => name)).toEqual(['busiest hour']);
  });
});
