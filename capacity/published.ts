/** A figure that AWS publishes, or that others report. */
export interface Published {
  readonly value: number;
  readonly unit: string;
  /** Where it was read, and when. */
  readonly source: string;
  /** Not found on a page of AWS: reported by others, or assumed. */
  readonly isBelief?: true;
}

/** A price that falls with the quantity: `upTo` is the end of the tier in units of a month. */
export interface PriceTier {
  readonly upTo: number;
  readonly price: number;
}

const operations = 'docs/operations.md, "What it costs": list prices as of 2026-11-20, us-east-1';

/** Prices in US dollars, us-east-1, without taxes, discounts and free allowances unless noted. */
export const prices = {
  activeUser: { value: 0.015, unit: 'USD per active user of a month, plan Essentials', source: operations },
  freeActiveUsers: { value: 10_000, unit: 'active users of a month, plan Essentials', source: operations },
  replicatedUser: {
    value: 0.0045,
    unit: 'USD per active user of a month and replica, plan Essentials',
    source: 'Articles on the announcement of June 2026, read on 2026-11-22; not found on a page of AWS',
    isBelief: true,
  },
  quotaPerSecond: {
    value: 20,
    unit: 'USD a month for each call per second above the default quota of a category',
    source: 'AWS, "What\'s new", 2024-01-25: provisioned capacity for API limits, us-east-1; read on 2026-11-22',
  },
  functionRequest: { value: 0.2e-6, unit: 'USD per request', source: operations },
  sampledTrace: { value: 5e-6, unit: 'USD per trace', source: operations },
  freeTraces: { value: 100_000, unit: 'traces a month', source: operations },
  logGigabyte: {
    value: 0.5,
    unit: 'USD per GB. Above 10 TB a month, the logs of Lambda are cheaper: this is an upper bound',
    source: operations,
  },
  metricsAndDashboard: {
    value: 6.3,
    unit: 'USD a month for 12 alarm metrics of 0.10, 7 metrics of 0.30 and a dashboard of 3.00',
    source: operations,
  },
  email: { value: 0.1e-3, unit: 'USD per e-mail', source: operations },
  webAcl: { value: 8, unit: 'USD a month for a web ACL of 5.00 with 3 rules of 1.00', source: operations },
  webAclRequest: { value: 0.6e-6, unit: 'USD per request', source: operations },
  provisionedConcurrency: {
    value: 0.0000033334,
    unit: 'USD per GB and second, arm64',
    source: 'Remembered, not found on a page of AWS',
    isBelief: true,
  },
} as const satisfies Record<string, Published>;

/** REST API, USD per request. Source: AWS whitepaper on private APIs of API Gateway, "Cost optimization", read on 2026-11-22. */
export const requestTiers: readonly PriceTier[] = [
  { upTo: 333e6, price: 3.5e-6 },
  { upTo: 1_000e6, price: 2.8e-6 },
  { upTo: 20_000e6, price: 2.38e-6 },
  { upTo: Number.POSITIVE_INFINITY, price: 1.51e-6 },
];

/**
 * Lambda on arm64, USD per GB-second. Source: docs/operations.md for the first tier; AWS compute blog, "Introducing tiered
 * pricing for AWS Lambda" (10 % less, then 20 % less), read on 2026-11-22.
 */
export const durationTiers: readonly PriceTier[] = [
  { upTo: 7.5e9, price: 0.0000133334 },
  { upTo: 18.75e9, price: 0.0000120001 },
  { upTo: Number.POSITIVE_INFINITY, price: 0.0000106667 },
];

/** Limits of an account in a region, besides Cognito's quotas, which are in lib/api/rate-limits.ts. */
export const limits = {
  apiGatewayRequestsPerSecond: {
    value: 10_000,
    unit: 'requests per second of all APIs; 2,500 in some regions',
    source: 'AWS, "Amazon API Gateway quotas", read on 2026-11-22',
  },
  functionConcurrency: {
    value: 1_000,
    unit: 'concurrent functions; a new account often has 10',
    source: 'AWS, "Lambda quotas", read on 2026-11-22',
  },
  usersPerPool: { value: 40_000_000, unit: 'users', source: 'AWS, "Quotas in Amazon Cognito", November 2026' },
  cognitoEmailsPerDay: {
    value: 50,
    unit: 'e-mails a day of an account without Amazon SES',
    source: 'AWS, "Quotas in Amazon Cognito", November 2026',
  },
  sesEmailsPerDay: {
    value: 50_000,
    unit: 'e-mails a day of an account that has just left the sandbox of Amazon SES',
    source: 'Articles on Amazon SES, read on 2026-11-22; AWS decides for each account',
    isBelief: true,
  },
} as const satisfies Record<string, Published>;

/** What a request of this app takes. */
export const requestFigures = {
  seconds: {
    value: 0.35,
    unit: 'seconds of a warm function that waits for Cognito',
    source: 'docs/operations.md, an assumption',
    isBelief: true,
  },
  logBytes: { value: 1_700, unit: 'bytes in the logs', source: 'docs/operations.md', isBelief: true },
  /** X-Ray's default rule: the first request of each second, and this share of the others. */
  tracedShare: { value: 0.05, unit: 'of the requests after the first of a second', source: 'docs/operations.md' },
  /** Requests other than GET, HEAD and OPTIONS. */
  webAclWritesPerMinute: { value: 100, unit: 'writes a minute of one address', source: 'lib/api/web-acl.ts' },
} as const satisfies Record<string, Published>;

/** Quota categories that AWS does not raise. Source: docs/operations.md, "Limits and quotas". */
export const fixedCategories: readonly string[] = ['UserAccountRecovery', 'UserUpdate', 'UserResourceUpdate'];

/** The price of a quantity, tier by tier. */
export function tieredPrice(quantity: number, tiers: readonly PriceTier[]): number {
  let [sum, from] = [0, 0];
  for (const { upTo, price } of tiers) {
    if (quantity <= from) break;
    sum += (Math.min(quantity, upTo) - from) * price;
    from = upTo;
  }
  return sum;
}
