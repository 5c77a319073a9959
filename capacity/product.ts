import * as z from 'zod/mini';
import type { StageConfig } from '../lib/stages/stage-config';
import { requestFigures } from './published';

/** Hours of a month, as in the prices of AWS. */
export const HOURS_OF_MONTH = 730;
/** More people than there are. */
const MAX_PEOPLE = 10_000_000_000;
/** Of requests, e-mails and other counts: far above every limit, and small enough to calculate with. */
const MAX_COUNT = 1e12;

const notA = (is: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? `is missing: it ${is}` : `${is}, not ${JSON.stringify(input)}`,
});
const grouped = (value: number) => value.toLocaleString('en-US');
const count = (min: number, max = MAX_COUNT) => {
  const is = notA(`must be a whole number from ${min} to ${grouped(max)}`);
  return z.int(is).check(z.minimum(min, is), z.maximum(max, is));
};
const decimal = (min: number, max: number) => {
  const is = notA(`must be a number from ${min} to ${grouped(max)}`);
  return z.number(is).check(z.minimum(min, is), z.maximum(max, is));
};

const Campaign = z.strictObject(
  { signUps: z.optional(count(0)), minutes: z.optional(count(1, 60)) },
  notA('must be an object'),
);
const Outage = z.strictObject(
  { minutes: z.optional(count(0, 1440)), returnSeconds: z.optional(count(1, 3600)) },
  notA('must be an object'),
);
const Attacker = z.strictObject(
  {
    requestsPerSecond: z.optional(count(0, 1e9)),
    addresses: z.optional(count(1, 1e9)),
    target: z.optional(z.enum(['api', 'cognito'], notA('must be api or cognito'))),
  },
  notA('must be an object'),
);
const Limits = z.strictObject(
  {
    routes: z.optional(z.record(z.string(), count(1, 1e9), notA('must be an object'))),
    quotas: z.optional(z.record(z.string(), count(1, 1e9), notA('must be an object'))),
    functionConcurrency: z.optional(count(1, 1e9)),
    apiGatewayRequestsPerSecond: z.optional(count(1, 1e9)),
    emailsPerDay: z.optional(count(1)),
  },
  notA('must be an object'),
);
const Given = z.strictObject(
  {
    people: count(1, MAX_PEOPLE),
    registered: z.optional(count(1, MAX_PEOPLE)),
    online: z.optional(count(0, MAX_PEOPLE)),
    signInsPerHour: z.optional(count(0, MAX_PEOPLE)),
    signUpsPerHour: z.optional(count(0, MAX_PEOPLE)),
    passwordResetsPerHour: z.optional(count(0, MAX_PEOPLE)),
    secondFactorShare: z.optional(decimal(0, 1)),
    requestsPerMinute: z.optional(decimal(0, 6000)),
    productRoutes: z.optional(count(1, 1000)),
    tokenMinutes: z.optional(count(5, 1440)),
    peakFactor: z.optional(decimal(1, 100)),
    requestSeconds: z.optional(decimal(0.001, 29)),
    campaign: z.optional(Campaign),
    outage: z.optional(Outage),
    attacker: z.optional(Attacker),
    limits: z.optional(Limits),
    deployments: z.optional(count(1, 100_000)),
    replicas: z.optional(count(0, 1)),
    seed: z.optional(count(0, 2 ** 32 - 1)),
  },
  notA('must be an object'),
);

type Given = z.output<typeof Given>;
type Complete<Shape> = { readonly [Key in keyof Shape]-?: Exclude<Shape[Key], undefined> };

/** The numbers of a product in its busiest hour, and what may happen to it. */
export interface Product extends Omit<Complete<Given>, 'campaign' | 'outage' | 'attacker' | 'limits'> {
  readonly campaign: Complete<z.output<typeof Campaign>>;
  readonly outage: Complete<z.output<typeof Outage>>;
  readonly attacker: Complete<z.output<typeof Attacker>>;
  /** Limits that differ from those of the stage and the defaults of AWS. */
  readonly limits: z.output<typeof Limits>;
}

/** The name of the entry in `limits.routes` for the product's own routes. */
export const PRODUCT_ROUTE = 'product';

/**
 * Checks the type and the range of each number of a product, and completes them with assumptions, which docs/scale.md lists.
 * Returns the mistakes, one line each, instead of the product if there are any.
 */
export function completeProduct(
  given: Readonly<Record<string, unknown>>,
  stage: StageConfig,
): { readonly product?: Product; readonly issues: readonly string[] } {
  const { data, error } = z.safeParse(Given, given);
  return data ? { product: complete(data, stage), issues: [] } : { issues: error.issues.flatMap(issueMessages) };
}

/** The assumed share of the sign-ins with a second factor. */
const SECOND_FACTOR_SHARES = { off: 0, optional: 0.05, required: 1 } as const;

function complete(given: Given, stage: StageConfig): Product {
  const { people } = given;
  const { peakFactor = 5, secondFactorShare = SECOND_FACTOR_SHARES[stage.mfa] } = given;
  const { requestsPerMinute = 1, productRoutes = 10 } = given;
  const busiestHour = (perMonth: number) => Math.ceil((people * perMonth * peakFactor) / HOURS_OF_MONTH);
  const signInsPerHour = given.signInsPerHour ?? busiestHour(10);
  const signUpsPerHour = given.signUpsPerHour ?? (stage.selfSignUp ? busiestHour(1 / 20) : 0);
  const { idTokenMinutes, accessTokenMinutes } = stage.tokenLifetimes;
  return {
    people,
    registered: given.registered ?? people,
    online: given.online ?? Math.ceil(people / 30),
    signInsPerHour,
    signUpsPerHour,
    passwordResetsPerHour: given.passwordResetsPerHour ?? Math.ceil(signInsPerHour / 50),
    secondFactorShare,
    requestsPerMinute,
    productRoutes,
    tokenMinutes: given.tokenMinutes ?? Math.min(idTokenMinutes, accessTokenMinutes),
    peakFactor,
    requestSeconds: given.requestSeconds ?? requestFigures.seconds.value,
    campaign: {
      signUps: given.campaign?.signUps ?? Math.min(20 * signUpsPerHour, MAX_COUNT),
      minutes: given.campaign?.minutes ?? 60,
    },
    outage: { minutes: given.outage?.minutes ?? 30, returnSeconds: given.outage?.returnSeconds ?? 60 },
    attacker: {
      requestsPerSecond: given.attacker?.requestsPerSecond ?? 200,
      addresses: given.attacker?.addresses ?? 20,
      target: given.attacker?.target ?? 'api',
    },
    limits: given.limits ?? {},
    deployments: given.deployments ?? 1,
    replicas: given.replicas ?? 0,
    seed: given.seed ?? 1,
  };
}

const shapes: Readonly<Record<string, object>> = {
  '': Given.shape,
  campaign: Campaign.shape,
  outage: Outage.shape,
  attacker: Attacker.shape,
  limits: Limits.shape,
};

function issueMessages(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [`${path || 'The product'} ${issue.message}`];
  const known = Object.keys(shapes[path] ?? {}).join(', ');
  return issue.keys.map((key) => `${[...issue.path, key].join('.')} is not known. Names are ${known}`);
}
