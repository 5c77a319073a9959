import { coldStartRates } from '../../capacity/cold-start-report';
import {
  type FunctionLayout,
  functionCount,
  functionLayouts,
  modelColdStarts,
  newUserCalls,
  simulateColdStarts,
  type Traffic,
  youngProductMix,
} from '../../capacity/cold-starts';
import { functionGroup } from '../../lib/api/route';
import { allRoutes, routesFor } from '../../lib/routes';

const routes = routesFor('username');
const trafficOf = (requestsPerHour: number, idleMinutes = 5): Traffic => ({
  routes,
  mix: youngProductMix,
  requestsPerHour,
  idleMinutes,
});

describe('the model of cold starts', () => {
  const newUsers = 1500;
  const cases = coldStartRates.flatMap((rate) =>
    [5, 10].flatMap((idle) => functionLayouts.map((layout) => [rate, idle, layout] as const)),
  );

  it.each(cases)('agrees with a simulation of %d requests an hour, %d minutes, %s', (rate, idle, layout) => {
    const traffic = trafficOf(rate, idle);
    const model = modelColdStarts(traffic, layout);
    const simulated = simulateColdStarts(traffic, layout, { newUsers, seed: 1 });
    const standardError = (variance: number) => Math.sqrt(variance / newUsers);
    const { newUserMeetsOne, ofNewUser } = model;
    const ofProbability = standardError(newUserMeetsOne * (1 - newUserMeetsOne));
    expect(Math.abs(simulated.newUserMeetsOne - newUserMeetsOne)).toBeLessThan(4 * ofProbability + 0.002);
    // The variance of a sum of independent events is at most the number that is expected.
    expect(Math.abs(simulated.ofNewUser - ofNewUser)).toBeLessThan(4 * standardError(ofNewUser) + 0.002);
    expect(Math.abs(simulated.share - model.share)).toBeLessThan(0.01);
  });

  it('is 1 − e^(−λT) for a function with its own traffic', () => {
    const [first, second] = ['sign-up', 'confirm'] as const;
    const alone = trafficOf(60, 5);
    const rate = (60 / 60) * (0.15 / 15);
    const cold = Math.exp(-rate * 5);
    const model = modelColdStarts(alone, 'per-route');
    const others = [0.3, 0.1, 0.15].map((share) => Math.exp(-share * 5));
    expect([first, second].every((name) => newUserCalls.includes(name))).toBe(true);
    expect(model.ofNewUser).toBeCloseTo(2 * cold + others.reduce((sum, other) => sum + other, 0), 12);
  });

  it('expects a cold start for each function without traffic', () => {
    expect(modelColdStarts(trafficOf(0), 'per-route')).toEqual({ share: 1, ofNewUser: 5, newUserMeetsOne: 1 });
    expect(modelColdStarts(trafficOf(0), 'grouped')).toEqual({ share: 1, ofNewUser: 3, newUserMeetsOne: 1 });
  });

  it.each<FunctionLayout>(['per-route', 'grouped'])(
    'expects fewer with more traffic or a longer life (%s)',
    (layout) => {
      const of = (rate: number, idle: number) => modelColdStarts(trafficOf(rate, idle), layout).ofNewUser;
      expect(of(300, 5)).toBeLessThan(of(60, 5));
      expect(of(60, 10)).toBeLessThan(of(60, 5));
    },
  );

  it('expects fewer with grouped functions', () => {
    for (const rate of coldStartRates) {
      const [perRoute, grouped] = functionLayouts.map((layout) => modelColdStarts(trafficOf(rate), layout).ofNewUser);
      expect(grouped).toBeLessThan(perRoute ?? 0);
    }
  });
});

describe('grouped functions', () => {
  it('are three, whatever the settings', () => {
    const all = routesFor('email', allRoutes);
    expect(functionCount({ routes }, 'grouped')).toBe(3);
    expect(functionCount({ routes: all }, 'grouped')).toBe(3);
    expect(functionCount({ routes: all }, 'per-route')).toBe(all.length);
  });

  it('put the calls of a new user into open, open, open, product and account', () => {
    const groups = newUserCalls.map((call) => routes.filter(({ name }) => name === call).map(functionGroup));
    expect(groups.flat()).toEqual(['open', 'open', 'open', 'product', 'account']);
  });

  it('put a route with a scope of the product into product', () => {
    expect(functionGroup({ name: 'notes', method: 'GET', path: '/notes', scope: 'notes/read' })).toBe('product');
  });
});
