import type { QuotaCategory } from '../lambda/contract/cognito-errors';
import type { StageConfig } from '../lib/stages/stage-config';
import { apiGatewayLimit, emailsPerDay, functionConcurrency, type LimitKind } from './limit-loads';
import { categories, type Flow, flowsOf, quotaOf, type ServedRoute, servedRoutes, sumOf } from './load';
import type { Product } from './product';
import { requestFigures } from './published';
import { createRandom, poisson, type Random } from './random';

/** Seconds that a scenario lasts: the busiest hour. */
const DURATION = 3600;
/** Attempts of a client until its user gives up. */
const ATTEMPTS = 6;
/** Longer than every pause of a flow and every wait before an attempt, in seconds. */
const RING = 128;

/** What happens in the busiest hour. */
export interface Scenario {
  readonly name: 'busiest hour' | 'campaign' | 'after an outage' | 'attack';
  /** People who sign up besides the usual ones, per second, and until when. */
  readonly campaign?: { readonly perSecond: number; readonly seconds: number };
  /** At second 0, an outage ends. */
  readonly outage?: { readonly seconds: number; readonly returnSeconds: number };
  /** Requests per second of POST /sign-in, or of InitiateAuth at Cognito itself. */
  readonly attack?: { readonly perSecond: number; readonly target: Product['attacker']['target'] };
}

/** A limit that refused requests. */
export interface MetLimit {
  readonly kind: LimitKind;
  readonly name: string;
  readonly title: string;
  /** The second at which it refused the first request. */
  readonly second: number;
  /** Requests that it refused: those of people, without those of an attacker. */
  readonly refused: number;
}

/** What a scenario led to, in all deployments together. */
export interface Outcome {
  readonly scenario: Scenario['name'];
  /** In the order in which they were met. */
  readonly limitsMet: readonly MetLimit[];
  /** Sign-ups, sign-ins, password resets and refreshes that people began. */
  readonly actions: number;
  /** People who were refused until they gave up. */
  readonly turnedAway: number;
  /** The same, by what they did. */
  readonly turnedAwayBy: Readonly<Record<Exclude<Flow['name'], 'request'>, number>>;
  /** Requests of the product's own routes that failed for good. */
  readonly failedRequests: number;
}

/** The scenarios of a product. Those whose numbers are 0 are left out. */
export function scenariosOf(product: Product, stage: StageConfig): readonly Scenario[] {
  const { campaign, outage, attacker, deployments } = product;
  const scenarios: Scenario[] = [{ name: 'busiest hour' }];
  if (campaign.signUps > 0) {
    const seconds = campaign.minutes * 60;
    const perSecond = campaign.signUps / seconds / deployments;
    scenarios.push({ name: 'campaign', campaign: { perSecond, seconds } });
  }
  if (outage.minutes > 0) {
    const { minutes, returnSeconds } = outage;
    scenarios.push({ name: 'after an outage', outage: { seconds: minutes * 60, returnSeconds } });
  }
  if (attacker.requestsPerSecond > 0) {
    scenarios.push({ name: 'attack', attack: { perSecond: attackRate(product, stage), target: attacker.target } });
  }
  return scenarios;
}

/** Requests per second of the attacker that reach a route or Cognito. The web ACL limits those of each address. */
export function attackRate({ attacker }: Pick<Product, 'attacker'>, { waf }: Pick<StageConfig, 'waf'>): number {
  const { requestsPerSecond, addresses, target } = attacker;
  if (!waf || target === 'cognito') return requestsPerSecond;
  return Math.min(requestsPerSecond, (addresses * requestFigures.webAclWritesPerMinute.value) / 60);
}

/**
 * Simulates an hour, second by second, in one of the deployments. All are alike; an attacker attacks each of them.
 *
 * People arrive as a Poisson process. A refused client tries again after a random time of up to 2, 4, 8, 16 and 32 seconds
 * (exponential backoff with full jitter); after 6 attempts its user gives up. Limits apply in the order in
 * which a request meets them: API Gateway, its route, concurrent functions, Cognito. A limit that is used up refuses the
 * same share of all that meet it in that second.
 */
export function simulate(scenario: Scenario, product: Product, stage: StageConfig): Outcome {
  return new Simulation(scenario, product, stage).run();
}

/**
 * The share of the demand of a second that a limit lets through. The rate limits of the routes have rate and burst of the same
 * number. The bursts of API Gateway as a whole and of Cognito are not published.
 */
function shareWithin(limit: number, demand: number): number {
  return demand > limit ? limit / demand : 1;
}

/** Demand for a route in a second: what is left of it after each limit. */
interface Demand {
  readonly route: ServedRoute;
  people: number;
  attacker: number;
}

class Simulation {
  private readonly random: Random;
  private readonly routes: readonly ServedRoute[];
  private readonly flows: readonly Flow[];
  /** People who call step s of flow f with attempt a at second t, in `[f][s][a][t % RING]`. */
  private readonly waiting: Float64Array[][][];
  /** Sessions whose tokens expire, by second. */
  private readonly expiring: Float64Array;
  private readonly tokenSeconds: number;
  private readonly quotas: readonly { readonly category: QuotaCategory; readonly quota: number }[];
  private emailsLeft: number;
  private readonly limitsMet = new Map<string, { -readonly [Key in keyof MetLimit]: MetLimit[Key] }>();
  private readonly turnedAway = { 'sign-up': 0, 'sign-in': 0, 'password reset': 0, refresh: 0, request: 0 };
  private actions = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly product: Product,
    private readonly stage: StageConfig,
  ) {
    this.random = createRandom(product.seed);
    this.flows = flowsOf(product, stage);
    const called = new Set(this.flows.flatMap(({ steps }) => steps.map(({ route }) => route)));
    this.routes = servedRoutes(product, stage).filter(({ name }) => called.has(name));
    this.waiting = this.flows.map(({ steps }) =>
      steps.map(() => Array.from({ length: ATTEMPTS }, () => new Float64Array(RING))),
    );
    this.tokenSeconds = product.tokenMinutes * 60;
    this.expiring = new Float64Array(DURATION + this.tokenSeconds + 1);
    this.quotas = categories
      .filter((category) => this.routes.some(({ allCalls }) => allCalls.has(category)))
      .map((category) => ({ category, quota: quotaOf(category, product) }));
    this.emailsLeft = emailsPerDay(product, stage);
    this.scheduleExpiringTokens();
  }

  run(): Outcome {
    for (let second = 0; second < DURATION; second++) this.simulateSecond(second);
    const { deployments } = this.product;
    const { request, ...turnedAwayBy } = this.turnedAway;
    const scaled = (count: number) => Math.round(count * deployments);
    const limitsMet = [...this.limitsMet.values()].sort((one, other) => one.second - other.second);
    return {
      scenario: this.scenario.name,
      limitsMet: limitsMet
        .map((limit) => ({ ...limit, refused: scaled(limit.refused) }))
        .filter(({ refused }) => refused > 0),
      actions: scaled(this.actions),
      turnedAway: scaled(sumOf(Object.values(turnedAwayBy))),
      turnedAwayBy: {
        'sign-up': scaled(turnedAwayBy['sign-up']),
        'sign-in': scaled(turnedAwayBy['sign-in']),
        'password reset': scaled(turnedAwayBy['password reset']),
        refresh: scaled(turnedAwayBy.refresh),
      },
      failedRequests: scaled(request),
    };
  }

  /** The tokens of the sessions expire evenly over a lifetime. Those that expired in an outage are refreshed after it. */
  private scheduleExpiringTokens(): void {
    const { online, deployments } = this.product;
    const sessions = online / deployments;
    const perSecond = sessions / this.tokenSeconds;
    const { seconds: outage = 0, returnSeconds = 1 } = this.scenario.outage ?? {};
    const expired = Math.min(outage, this.tokenSeconds);
    if (expired > 0) this.expireEvenly((expired * perSecond) / returnSeconds, returnSeconds);
    this.expireEvenly(perSecond, this.tokenSeconds - expired);
  }

  private expireEvenly(perSecond: number, seconds: number): void {
    for (let second = 0; second < Math.min(seconds, DURATION); second++) {
      this.expiring[second] = (this.expiring[second] ?? 0) + poisson(perSecond, this.random);
    }
  }

  private simulateSecond(second: number): void {
    this.addArrivals(second);
    const admitted = this.admit(second);
    for (const [flow, { steps }] of this.flows.entries()) {
      for (const [step, { route }] of steps.entries()) {
        const share = admitted.get(route) ?? 1;
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const slots = this.slots(flow, step, attempt);
          const people = slots[second % RING] ?? 0;
          if (people === 0) continue;
          slots[second % RING] = 0;
          this.succeed({ flow, step, second }, people * share);
          this.refuse({ flow, step, second, attempt }, people * (1 - share));
        }
      }
    }
  }

  private addArrivals(second: number): void {
    const { campaign } = this.scenario;
    for (const [flow, { name, perSecond, steps }] of this.flows.entries()) {
      if (steps.length === 0) continue;
      const isCampaign = name === 'sign-up' && campaign !== undefined && second < campaign.seconds;
      const mean = perSecond + (isCampaign ? campaign.perSecond : 0);
      const people = name === 'refresh' ? (this.expiring[second] ?? 0) : poisson(mean, this.random);
      if (name !== 'request') this.actions += people;
      this.wait({ flow, step: 0, attempt: 0, second }, people);
    }
  }

  /** The share of the requests of each route that gets past all limits in this second. */
  private admit(second: number): Map<string, number> {
    const demands = this.demands(second);
    const { attack } = this.scenario;
    const direct = attack?.target === 'cognito' ? attack.perSecond : 0;
    const before = new Map(demands.map(({ route, people }) => [route.name, people]));

    const gateway = shareWithin(apiGatewayLimit(this.product), sumOf(demands.map(total)));
    for (const demand of demands) this.reduce(demand, gateway, { kind: 'api-gateway', second });

    for (const demand of demands) {
      const { limit, copies } = demand.route;
      this.reduce(demand, shareWithin(limit * copies, total(demand)), { kind: 'route', second });
    }

    const perSecond = functionConcurrency(this.product) / this.product.requestSeconds;
    const functions = shareWithin(perSecond, sumOf(demands.map(total)));
    for (const demand of demands) this.reduce(demand, functions, { kind: 'concurrency', second });

    for (const { category, quota } of this.quotas) {
      let calls = category === 'UserAuthentication' ? direct : 0;
      for (const demand of demands) calls += total(demand) * (demand.route.allCalls.get(category) ?? 0);
      const share = shareWithin(quota, calls);
      for (const demand of demands) {
        // A follow-up call that fails does not change the reply.
        if (demand.route.calls.has(category)) this.reduce(demand, share, { kind: 'category', category, second });
      }
    }
    return new Map(
      demands.map(({ route, people }) => {
        const asked = before.get(route.name) ?? 0;
        return [route.name, asked > 0 ? people / asked : 1];
      }),
    );
  }

  private demands(second: number): Demand[] {
    const people = new Map<string, number>();
    for (const [flow, { steps }] of this.flows.entries()) {
      for (const [step, { route }] of steps.entries()) {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const asking = this.slots(flow, step, attempt)[second % RING] ?? 0;
          people.set(route, (people.get(route) ?? 0) + asking);
        }
      }
    }
    const { attack } = this.scenario;
    const isAttacked = (name: string) => name === 'sign-in' && attack?.target === 'api';
    return this.routes.map((route) => ({
      route,
      people: people.get(route.name) ?? 0,
      attacker: isAttacked(route.name) ? (attack?.perSecond ?? 0) : 0,
    }));
  }

  /** Lets a share of the demand through, and notes the rest for the limit. */
  private reduce(
    demand: Demand,
    share: number,
    { kind, category, second }: { kind: LimitKind; category?: QuotaCategory; second: number },
  ): void {
    if (share >= 1) return;
    const refused = demand.people * (1 - share);
    demand.people *= share;
    demand.attacker *= share;
    const named = {
      route: { name: demand.route.name, title: `limit of ${demand.route.title}` },
      category: { name: category ?? '', title: `Cognito's quota ${category}` },
      'api-gateway': { name: 'apiGatewayRequestsPerSecond', title: 'API Gateway, all APIs' },
      concurrency: { name: 'functionConcurrency', title: 'concurrent functions' },
      emails: {
        name: 'emailsPerDay',
        title: this.stage.sender ? 'e-mails of Amazon SES' : "e-mails of Cognito's own sender",
      },
      users: { name: 'usersPerPool', title: 'users of a user pool' },
    }[kind];
    this.note({ kind, ...named, second, refused });
  }

  private note(limit: MetLimit): void {
    if (limit.refused <= 0) return;
    const known = this.limitsMet.get(limit.title);
    if (known) known.refused += limit.refused;
    else this.limitsMet.set(limit.title, { ...limit });
  }

  private succeed({ flow, step, second }: { flow: number; step: number; second: number }, people: number): void {
    if (people === 0) return;
    const { name, steps } = this.flowAt(flow);
    const emails = this.routes.find(({ name: route }) => route === steps[step]?.route)?.emails ?? 0;
    const served = emails > 0 ? this.sendCodes(people, name, second) : people;
    let left = served;
    for (let next = step + 1; next < steps.length && left > 0; next++) {
      const { share = 0, pauseSeconds = 0 } = steps[next] ?? {};
      this.wait({ flow, step: next, attempt: 0, second: second + Math.max(1, pauseSeconds) }, left * share);
      left -= left * share;
    }
    const isNewSession = name === 'sign-up' && step === steps.length - 1 && this.scenario.campaign !== undefined;
    const expiry = second + this.tokenSeconds;
    if ((name === 'refresh' || isNewSession) && expiry < this.expiring.length) {
      this.expiring[expiry] = (this.expiring[expiry] ?? 0) + served;
    }
  }

  /** The people whose code is sent. The others wait for an e-mail that does not come. */
  private sendCodes(people: number, name: Flow['name'], second: number): number {
    const sent = Math.min(people, this.emailsLeft);
    this.emailsLeft -= sent;
    this.turnedAway[name] += people - sent;
    const title = this.stage.sender ? 'e-mails of Amazon SES' : "e-mails of Cognito's own sender";
    this.note({ kind: 'emails', name: 'emailsPerDay', title, second, refused: people - sent });
    return sent;
  }

  private refuse(
    { flow, step, second, attempt }: { flow: number; step: number; second: number; attempt: number },
    people: number,
  ): void {
    if (people <= 0) return;
    if (attempt === ATTEMPTS - 1) {
      this.turnedAway[this.flowAt(flow).name] += people;
      return;
    }
    const longest = 2 ** (attempt + 1);
    for (let wait = 1; wait <= longest; wait++) {
      this.wait({ flow, step, attempt: attempt + 1, second: second + wait }, people / longest);
    }
  }

  private wait(
    { flow, step, attempt, second }: { flow: number; step: number; attempt: number; second: number },
    people: number,
  ): void {
    const slots = this.slots(flow, step, attempt);
    slots[second % RING] = (slots[second % RING] ?? 0) + people;
  }

  private slots(flow: number, step: number, attempt: number): Float64Array {
    const slots = this.waiting[flow]?.[step]?.[attempt];
    if (!slots) throw new Error(`The simulation has no attempt ${attempt} of step ${step} of flow ${flow}`);
    return slots;
  }

  private flowAt(flow: number): Flow {
    const found = this.flows[flow];
    if (!found) throw new Error(`The simulation has no flow ${flow}`);
    return found;
  }
}

function total({ people, attacker }: Demand): number {
  return people + attacker;
}
