import { functionGroup, type Route } from '../lib/api/route';
import { createRandom, exponential } from './random';

/**
 * How routes are divided into functions: one function per route, or one for each kind of caller (open, account, product).
 */
export type FunctionLayout = 'per-route' | 'grouped';

/** The layouts, in the order of the tables. */
export const functionLayouts: readonly FunctionLayout[] = ['per-route', 'grouped'];

/** The calls of a new user, in this order, by the name of the route. */
export const newUserCalls = ['sign-up', 'confirm', 'sign-in', 'secret', 'me'] as const;

/**
 * Shares of the requests of a young product, by the name of the route, an assumption. The routes that are not named share
 * the rest evenly.
 */
export const youngProductMix: Readonly<Record<string, number>> = {
  'sign-in': 0.3,
  refresh: 0.3,
  me: 0.15,
  secret: 0.1,
};

/** The traffic that keeps functions warm. */
export interface Traffic {
  readonly routes: readonly Route[];
  /** Shares of the requests by the name of the route; the other routes share the rest evenly. */
  readonly mix: Readonly<Record<string, number>>;
  /** Of all routes together. */
  readonly requestsPerHour: number;
  /**
   * How long Lambda keeps an execution environment that is idle, in minutes. AWS publishes no number: others saw 5 to 10
   * minutes and more.
   */
  readonly idleMinutes: number;
}

/** Cold starts that the model expects. */
export interface ColdStarts {
  /** The share of all requests that meet a cold start. */
  readonly share: number;
  /** Of the calls of a new user, how many meet one. */
  readonly ofNewUser: number;
  /** The probability that a new user meets at least one. */
  readonly newUserMeetsOne: number;
}

/**
 * The model. Requests arrive as a Poisson process, so those of each function are one too, with the rate λ of the function.
 * An environment stays for a time T after each request. So a request finds one with probability 1 − e^(−λT), the probability
 * that another request came within T before it.
 *
 * Assumptions: T is the same for all environments; one environment per function is enough, because requests are short and
 * rare; a new user's calls follow each other within T, so that in a shared function only the first can meet a cold start.
 * The model knows no deployments, no scaling to further environments, and no environments that AWS ends earlier.
 */
export function modelColdStarts(traffic: Traffic, layout: FunctionLayout): ColdStarts {
  const rates = ratesByFunction(traffic, layout);
  const cold = (name: string) => Math.exp(-(rates.get(name) ?? 0) * traffic.idleMinutes);
  const total = traffic.requestsPerHour / 60;
  let share = 0;
  for (const [name, rate] of rates) share += (rate / total) * cold(name);
  const first = functionsOfNewUser(traffic, layout);
  return {
    share: total > 0 ? share : 1,
    ofNewUser: first.reduce((sum, name) => sum + cold(name), 0),
    newUserMeetsOne: 1 - first.reduce((product, name) => product * (1 - cold(name)), 1),
  };
}

/** Simulates the arrivals one by one, to check the model: new users come at times when the functions have their usual traffic. */
export function simulateColdStarts(
  traffic: Traffic,
  layout: FunctionLayout,
  { newUsers, seed }: { newUsers: number; seed: number },
): ColdStarts {
  const random = createRandom(seed);
  const rates = ratesByFunction(traffic, layout);
  const lastRequest = new Map<string, number>();
  const next = new Map([...rates].map(([name, rate]) => [name, exponential(rate, random)]));
  let [requests, coldRequests, ofNewUsers, usersWithOne] = [0, 0, 0, 0];
  // Far enough apart that what one new user meets does not depend on what the one before has met.
  const minutesApart = 1.25 * traffic.idleMinutes;

  const serve = (name: string, minute: number) => {
    const isCold = minute - (lastRequest.get(name) ?? Number.NEGATIVE_INFINITY) > traffic.idleMinutes;
    lastRequest.set(name, minute);
    return isCold;
  };
  for (let user = 1; user <= newUsers; user++) {
    const minute = user * minutesApart;
    for (const [name, rate] of rates) {
      let arrival = next.get(name) ?? 0;
      for (; arrival < minute; arrival += exponential(rate, random)) {
        requests++;
        if (serve(name, arrival)) coldRequests++;
      }
      next.set(name, arrival);
    }
    const before = new Map(lastRequest);
    const cold = newUserCalls.filter((call) => serve(functionOf(traffic, layout, call), minute)).length;
    ofNewUsers += cold;
    if (cold > 0) usersWithOne++;
    // These calls keep nothing warm: only the usual traffic is measured.
    lastRequest.clear();
    for (const [name, at] of before) lastRequest.set(name, at);
  }
  return {
    share: coldRequests / requests,
    ofNewUser: ofNewUsers / newUsers,
    newUserMeetsOne: usersWithOne / newUsers,
  };
}

/** How many functions the routes need. */
export function functionCount({ routes }: Pick<Traffic, 'routes'>, layout: FunctionLayout): number {
  return new Set(routes.map((route) => functionName(route, layout))).size;
}

function functionName(route: Route, layout: FunctionLayout): string {
  return layout === 'grouped' ? functionGroup(route) : route.name;
}

function functionOf({ routes }: Traffic, layout: FunctionLayout, name: string): string {
  const route = routes.find((candidate) => candidate.name === name);
  if (!route) throw new Error(`The traffic has no route ${name}`);
  return functionName(route, layout);
}

function functionsOfNewUser(traffic: Traffic, layout: FunctionLayout): string[] {
  return [...new Set(newUserCalls.map((call) => functionOf(traffic, layout, call)))];
}

/** Requests per minute by function. */
function ratesByFunction(traffic: Traffic, layout: FunctionLayout): Map<string, number> {
  const { routes, mix, requestsPerHour } = traffic;
  const unnamed = routes.filter(({ name }) => mix[name] === undefined).length;
  const named = routes.reduce((sum, { name }) => sum + (mix[name] ?? 0), 0);
  const rates = new Map<string, number>();
  for (const route of routes) {
    const share = mix[route.name] ?? (1 - named) / unnamed;
    const name = functionName(route, layout);
    rates.set(name, (rates.get(name) ?? 0) + (share * requestsPerHour) / 60);
  }
  return rates;
}
