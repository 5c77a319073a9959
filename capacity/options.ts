import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { context as configuredContext } from '../cdk.json';
import type { StageConfig } from '../lib/stages/stage-config';
import { stageFromContext } from '../lib/stages/stages';
import { UserError } from '../lib/user-error';
import { explainParseError } from '../smoke/options';
import { parseProduct } from './parse-product';
import type { Product } from './product';

/** What to print. */
export type Request =
  | { readonly kind: 'product'; readonly product: Product; readonly stage: StageConfig }
  | { readonly kind: 'walk' | 'cold-starts' | 'sources'; readonly stage: StageConfig };

export interface Options {
  readonly request: Request;
  /** JSON instead of text. */
  readonly isJson: boolean;
}

/** Options with a number, and the entry of the product that each sets. */
const numberOptions = {
  people: ['people'],
  registered: ['registered'],
  online: ['online'],
  'sign-ins': ['signInsPerHour'],
  'sign-ups': ['signUpsPerHour'],
  'token-minutes': ['tokenMinutes'],
  'requests-per-minute': ['requestsPerMinute'],
  campaign: ['campaign', 'signUps'],
  outage: ['outage', 'minutes'],
  attacker: ['attacker', 'requestsPerSecond'],
  deployments: ['deployments'],
  replicas: ['replicas'],
  seed: ['seed'],
} as const;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const parameters = {
  people: text,
  registered: text,
  online: text,
  'sign-ins': text,
  'sign-ups': text,
  'token-minutes': text,
  'requests-per-minute': text,
  campaign: text,
  outage: text,
  attacker: text,
  deployments: text,
  replicas: text,
  seed: text,
  product: text,
  context: { type: 'string', short: 'c', multiple: true },
  walk: flag,
  'cold-starts': flag,
  sources: flag,
  json: flag,
} as const;

/** The text for `--help`. */
export const USAGE = `Tells which limit a product meets first, how many people are turned away, what a month costs, and what to change.

Usage: npm run -s capacity -- --people 100000 [options]
       npm run -s capacity -- --product FILE [options]
       npm run -s capacity -- --walk | --cold-starts | --sources [options]

Option                    Meaning                                                  Default
--people N                people active in a month, up to 10 billion               required
--registered N            people with an account                                   people
--online N                sessions in use in the busiest hour                      people / 30
--sign-ins N              sign-ins in the busiest hour                             10 a month per person
--sign-ups N              sign-ups in the busiest hour                             of 1 in 20 people a month
--token-minutes N         lifetime of ID and access tokens, 5 to 1440              of the stage
--requests-per-minute N   requests of a session to the product's own routes        1
--campaign N              more sign-ups within an hour; 0: no campaign             20 times the sign-ups
--outage MINUTES          an outage, after which all refresh; 0: none              30
--attacker N              sign-ins per second of an attacker; 0: none              200
--deployments N           accounts or regions over which people are spread         1
--replicas N              1: the user pool is replicated to another region         0
--seed N                  seed of the simulation                                   1
--product FILE            these numbers and more from a JSON file (docs/scale.md)  none
-c, --context KEY=VALUE   stage and settings, as for cdk deploy; repeatable        stage=prod
--walk                    a table from 1,000 to 100 million people
--cold-starts             a table of the cold starts of a new user
--sources                 all prices, quotas and assumptions with their sources
--json                    prints JSON
-h, --help                prints this text

An option replaces the number of the file. The exit code is 0, or 1 if an option or the file is wrong.
`;

/** Parses the command line and the file of the product. Throws a UserError with one line per mistake. */
export function parseOptions(args: readonly string[]): Options {
  const given = parseArguments(args);
  const isJson = given.json ?? false;
  const stage = stageFromContext({ ...configuredContext, stage: 'prod', ...contextOf(given.context ?? []) });
  const tables = (['walk', 'cold-starts', 'sources'] as const).filter((name) => given[name]);
  const [table] = tables;
  if (!table) {
    if (given.people === undefined && given.product === undefined) {
      throw new UserError('Give --people N or --product FILE. Use --help to list the options.');
    }
    const product = withNumbers(given.product === undefined ? {} : readProduct(given.product), given);
    return { request: { kind: 'product', product: parseProduct(product, stage), stage }, isJson };
  }
  const other = Object.keys(given).filter((name) => !['context', 'json', table].includes(name));
  if (other.length > 0) {
    throw new UserError(`--${table} takes no product: remove ${other.map((name) => `--${name}`).join(', ')}`);
  }
  return { request: { kind: table, stage }, isJson };
}

function withNumbers(
  product: Record<string, unknown>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const numbers = { ...product };
  for (const [option, [key, nested]] of Object.entries<readonly [string, string?]>(numberOptions)) {
    const text = given[option];
    if (typeof text !== 'string') continue;
    const outer = numbers[key];
    numbers[key] =
      nested === undefined ? toNumber(text) : { ...(isObject(outer) ? outer : {}), [nested]: toNumber(text) };
  }
  return numbers;
}

/** The number that a text is, or the text, which the product rejects with a sentence. */
function toNumber(text: string): unknown {
  return /^-?\d+(\.\d+)?(e\d{1,2})?$/i.test(text) ? Number(text) : text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readProduct(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`Cannot read ${file}: ${(error as Error).message}`);
  }
  if (!isObject(content)) throw new UserError(`${file} must hold a JSON object`);
  return content;
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: parameters }).values;
  } catch (error) {
    throw explainParseError(error);
  }
}

function contextOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', ...value] = pair.split('=');
      if (!key || value.length === 0) throw new UserError(`Context must have the form -c key=value, not "${pair}"`);
      return [key, value.join('=')];
    }),
  );
}
