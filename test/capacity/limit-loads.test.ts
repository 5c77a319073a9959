import { limitLoadsOf, usedShare } from '../../capacity/limit-loads';
import { parseProduct } from '../../capacity/parse-product';
import { walk, walkText } from '../../capacity/walk';
import { stageFromContext } from '../../lib/stages/stages';
import { prod, prodWithSes, quietProduct } from './products';

function loadOf(title: string, given: Readonly<Record<string, unknown>>, stage = prodWithSes) {
  return limitLoadsOf(quietProduct(given, stage), stage).find((limit) => limit.title === title);
}

describe('the load of the busiest hour', () => {
  // As in docs/operations.md, "People online".
  it.each([
    [108_000, 15, 120],
    [432_000, 60, 120],
    [45_000, 15, 50],
    [1_000_000, 15, 1111],
  ])('is sessions / lifetime for refreshes: %d online, %d minutes', (online, tokenMinutes, perSecond) => {
    const given = { online, tokenMinutes };
    expect(Math.round(loadOf('limit of POST /refresh', given)?.load ?? 0)).toBe(perSecond);
    expect(Math.round(loadOf("Cognito's quota UserAuthentication", given)?.load ?? 0)).toBe(perSecond);
  });

  it('is two authentications for a sign-up, whose confirmation checks the password', () => {
    const given = { signUpsPerHour: 3600 };
    expect(loadOf('limit of POST /sign-up', given)?.load).toBe(1);
    expect(loadOf("Cognito's quota UserCreation", given)?.load).toBe(2);
    expect(loadOf("Cognito's quota UserAuthentication", given)?.load).toBe(2);
    expect(loadOf("Cognito's quota UserToken", given)?.load).toBe(1);
  });

  it('is a challenge for the share of the sign-ins with a second factor, which is no account recovery', () => {
    const given = { signInsPerHour: 36_000, secondFactorShare: 0.2 };
    expect(loadOf('limit of POST /challenge', given)?.load).toBeCloseTo(2, 9);
    expect(loadOf("Cognito's quota ChallengeResponses", given)?.load).toBeCloseTo(2, 9);
    expect(loadOf("Cognito's quota UserAccountRecovery", given)).toBeUndefined();
  });

  it('is two calls of account recovery for a password reset', () => {
    const given = { passwordResetsPerHour: 36_000 };
    expect(loadOf("Cognito's quota UserAccountRecovery", given)?.load).toBeCloseTo(20, 9);
    expect(loadOf("Cognito's quota UserUpdate", given)?.load).toBeCloseTo(10, 9);
  });

  it('is rate × duration for concurrent functions', () => {
    const given = { online: 600_000, requestsPerMinute: 1, tokenMinutes: 1440, requestSeconds: 0.1 };
    expect(loadOf('concurrent functions', given)?.load).toBeCloseTo((10_000 + 600_000 / 86_400) * 0.1, 9);
  });

  it('is spread over the routes of the product, and over the deployments', () => {
    const given = { online: 60_000, requestsPerMinute: 1, productRoutes: 20 };
    expect(loadOf('limit of each of 20 product routes', given)?.load).toBe(50);
    expect(loadOf('limit of each of 20 product routes', { ...given, deployments: 5 })?.load).toBe(10);
  });

  it('is a day of e-mails at the average rate', () => {
    const given = { signUpsPerHour: 100, passwordResetsPerHour: 20, peakFactor: 4 };
    expect(loadOf('e-mails of Amazon SES', given)).toMatchObject({ limit: 50_000 });
    expect(loadOf('e-mails of Amazon SES', given)?.load).toBeCloseTo(720, 9);
    expect(loadOf("e-mails of Cognito's own sender", given, prod)).toMatchObject({ limit: 50 });
  });

  it('is the registered users for a pool', () => {
    const given = { people: 1_000_000, registered: 60_000_000 };
    expect(usedShare(loadOf('users of a user pool', given) ?? { load: 0, limit: 1 })).toBe(1.5);
  });

  it('has the limits of the stage', () => {
    const stage = stageFromContext({
      stage: 'prod',
      signInMethods: 'password,emailCode',
      requestsPerSecond: 40,
      sender: prodWithSes.sender,
    });
    expect(loadOf('limit of POST /sign-in', { signInsPerHour: 3600 }, stage)?.limit).toBe(25);
    expect(loadOf('limit of GET /me', { signInsPerHour: 3600 }, stage)?.limit).toBe(40);
  });

  it('raises the quota of challenges with that of authentications', () => {
    const given = { signInsPerHour: 3600, secondFactorShare: 1, limits: { quotas: { UserAuthentication: 200 } } };
    expect(loadOf("Cognito's quota ChallengeResponses", given)?.limit).toBe(600);
  });

  it('has no limit without load', () => {
    const product = quietProduct({ people: 1 });
    expect(limitLoadsOf(product, prod).map(({ kind }) => kind)).toEqual(['users']);
  });
});

describe('the walk', () => {
  const { steps, milestones } = walk(prod);

  it('meets each limit at the number of people that it tells', () => {
    // The assumed numbers are rounded up to whole ones, which matters for few people.
    for (const { title, people } of milestones.filter((milestone) => milestone.people > 100_000)) {
      const stage = title === 'e-mails of Amazon SES' ? prodWithSes : prod;
      const limit = limitLoadsOf(parseProduct({ people }, stage), stage).find((candidate) => candidate.title === title);
      expect(limit).toBeDefined();
      expect(usedShare(limit ?? { load: 0, limit: 1 })).toBeCloseTo(1, 3);
    }
  });

  it('costs more for more people', () => {
    const costs = steps.map(({ monthlyCost }) => monthlyCost);
    expect(costs).toEqual([...costs].sort((one, other) => one - other));
    expect(steps.map(({ people }) => people)).toEqual([1e3, 1e4, 1e5, 1e6, 1e7, 1e8]);
  });

  it('fits into 110 columns', () => {
    expect(
      Math.max(
        ...walkText(walk(prod))
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(110);
  });
});
