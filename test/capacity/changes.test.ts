import { adviceFor } from '../../capacity/advice';
import { assess } from '../../capacity/assess';
import { planFor, planForCampaign, TARGET } from '../../capacity/changes';
import { limitLoadsOf, usedShare } from '../../capacity/limit-loads';
import { parseProduct } from '../../capacity/parse-product';
import { simulate } from '../../capacity/simulation';
import { assertWithinCognitoQuotas } from '../../lib/api/rate-limits';
import { routesFor } from '../../lib/routes';
import { stageFromContext } from '../../lib/stages/stages';
import { prod, prodWithSes, quietProduct } from './products';

const sizes = [1, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e10];

describe.each(sizes)('the changes for %d people', (people) => {
  const { product, stage, changes } = planFor(parseProduct({ people }, prod), prod);

  it('leave no limit above the target', () => {
    for (const limit of limitLoadsOf(product, stage)) {
      // Of the registered users there are no busier minutes.
      const target = limit.kind === 'users' ? 1 : TARGET;
      expect([limit.title, usedShare(limit) <= target + 1e-9]).toEqual([limit.title, true]);
    }
  });

  it('turn no one away in the busiest hour', () => {
    const outcome = simulate({ name: 'busiest hour' }, product, stage);
    // Of a billion, some meet the busiest second of a route six times.
    expect(outcome.turnedAway + outcome.failedRequests).toBeLessThanOrEqual(outcome.actions / 1e6);
  });

  it('are accepted as limits of a product, and then need no further change', () => {
    expect(planFor(parseProduct({ ...product }, stage), stage).changes).toEqual([]);
  });

  it('raise limits and quotas only', () => {
    for (const change of changes) {
      if ('from' in change && change.kind !== 'token-lifetime') expect(change.to).toBeGreaterThan(change.from);
    }
  });
});

describe('the changes', () => {
  it('are none for a small product with a sender', () => {
    expect(planFor(parseProduct({ people: 100_000 }, prodWithSes), prodWithSes).changes).toEqual([]);
  });

  it('set a sender before 50 e-mails a day are reached', () => {
    expect(planFor(parseProduct({ people: 10_000 }, prod), prod).changes).toEqual([{ kind: 'sender' }]);
  });

  it('raise the limit of a route up to the quota for free', () => {
    expect(planFor(quietProduct({ people: 1_000_000, online: 38_000 }), prodWithSes).changes).toEqual([
      expect.objectContaining({ kind: 'route', name: 'refresh', from: 50, to: 53 }),
    ]);
  });

  it('make tokens live longer where that is cheaper than a quota', () => {
    const { changes } = planFor(quietProduct({ people: 1_000_000, online: 108_000 }), prodWithSes);
    expect(changes).toEqual([{ kind: 'token-lifetime', from: 15, to: 60 }]);
  });

  it('raise the quota to what the limits of the routes let through, at 20 dollars a call per second', () => {
    const given = { people: 1_000_000, online: 432_000, tokenMinutes: 60 };
    const { changes } = planFor(quietProduct(given), prodWithSes);
    // 150 for refreshes, and 40 + 20 + 5 for the other routes that authenticate.
    expect(changes).toEqual([
      expect.objectContaining({ kind: 'route', name: 'refresh', to: 150 }),
      { kind: 'quota', category: 'UserAuthentication', from: 120, to: 215, monthlyCost: 95 * 20 },
    ]);
  });

  it('add deployments where AWS raises nothing', () => {
    const { changes } = planFor(quietProduct({ people: 1_000_000, passwordResetsPerHour: 36_000 }), prodWithSes);
    expect(changes).toContainEqual({ kind: 'deployments', from: 1, to: 3, because: 'UserAccountRecovery' });
  });

  it('name the check of cdk synth as the reason if second factors exceed it', () => {
    const given = { people: 1_000_000, signInsPerHour: 90_000, secondFactorShare: 1 };
    const because = 'UserAccountRecovery (cdk synth counts each answer to a challenge in it)';
    expect(planFor(quietProduct(given), prodWithSes).changes).toEqual([
      { kind: 'deployments', from: 1, to: 3, because },
    ]);
  });

  it('add deployments for more than 40 million users', () => {
    const { changes } = planFor(quietProduct({ people: 90_000_000 }), prodWithSes);
    expect(changes).toEqual([{ kind: 'deployments', from: 1, to: 3, because: 'the users of a pool' }]);
  });

  it('keep within the quotas that cdk synth checks', () => {
    const { product, stage } = planFor(quietProduct({ people: 1_000_000, online: 38_000 }), prodWithSes);
    const routes = routesFor(stage.signInWith, stage).map((route) => {
      const rateLimit = product.limits.routes?.[route.name] ?? route.rateLimit;
      return rateLimit === undefined ? route : { ...route, rateLimit };
    });
    expect(product.limits.quotas).toBeUndefined();
    expect(() => assertWithinCognitoQuotas(routes, stage.requestsPerSecond)).not.toThrow();
  });
});

describe('the advice', () => {
  it('for a campaign raises limits so that it turns no one away', () => {
    const product = quietProduct({ people: 1_000_000, campaign: { signUps: 36_000, minutes: 60 } });
    const plan = planForCampaign(product, prodWithSes);
    const { perSecond, seconds } = { perSecond: 10, seconds: 3600 };
    const outcome = simulate({ name: 'campaign', campaign: { perSecond, seconds } }, plan.product, plan.stage);
    expect(outcome.turnedAway).toBe(0);
    const { advice } = assess(product, prodWithSes);
    expect(advice[0]).toBe('For the campaign: spread it over 3 hours. Or:');
    expect(advice).toContain('For the campaign: rateLimit 13 instead of 5 for POST /sign-up.');
  });

  it('is empty for a scenario that turns no one away', () => {
    const product = quietProduct({ people: 1_000 });
    const outcome = simulate({ name: 'attack' }, product, prodWithSes);
    expect(adviceFor(outcome, { changes: [], product, stage: prodWithSes })).toEqual([]);
  });

  it.each([
    ['waf', { requestsPerSecond: 500, addresses: 5 }, prodWithSes, /^Turn on waf: .* 5 addresses make 8\.3 requests/],
    [
      'another rule',
      { requestsPerSecond: 500, addresses: 5000 },
      { ...stageFromContext({ stage: 'prod', waf: true }), sender: prodWithSes.sender },
      /^The attack comes from more addresses than waf can hold back/,
    ],
    [
      'nothing',
      { requestsPerSecond: 5000, target: 'cognito' },
      prodWithSes,
      /^No setting of this stack limits an attack on Cognito itself/,
    ],
  ])('against an attack is %s', (_, attacker, stage, sentence) => {
    const product = quietProduct({ people: 1_000_000, signInsPerHour: 10_000, attacker }, stage);
    expect(assess(product, stage).advice).toEqual([expect.stringMatching(sentence)]);
  });
});
