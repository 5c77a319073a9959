import { parseArgs } from 'node:util';
import { context as configuredContext } from '../cdk.json';
import type { StageConfig } from '../lib/stages/stage-config';
import { stageFromContext } from '../lib/stages/stages';
import { UserError } from '../lib/user-error';

export interface Options {
  /** The stage that was deployed, with its settings: what the checks expect. */
  readonly stage: StageConfig;
  /** Path of the file that `cdk deploy --outputs-file` wrote. Without it, CloudFormation is asked. */
  readonly outputs: string | undefined;
  /** Seconds to wait for the API's first reply. */
  readonly wait: number;
}

const parameters = {
  context: { type: 'string', short: 'c', multiple: true },
  outputs: { type: 'string' },
  wait: { type: 'string' },
} as const;

/** The text for `--help`. */
export const USAGE = `Tests a deployed stage: creates a user, calls the API, and deletes the user.

Usage: npm run smoke -- [options]

Option                    Meaning                                                       Default
-c, --context KEY=VALUE   the same as for cdk deploy; repeatable                        stage=dev
--outputs FILE            outputs of the stack, from cdk deploy --outputs-file FILE     asks CloudFormation
--wait SECONDS            how long to wait for the first reply of the API               0
-h, --help                prints this text

It uses the caller's AWS credentials and, for another endpoint of a service, the variables AWS_ENDPOINT_URL_<SERVICE>.
The exit code is 0 if every check is ok, else 1.
`;

/** Whether the arguments ask for help. */
export function isHelpRequest(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

/** Parses the command line. Throws a UserError that says what is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const { context = [], outputs, wait = '0' } = parseArguments(args);
  if (!/^\d{1,4}$/.test(wait)) throw new UserError(`--wait must be a number of seconds, not "${wait}"`);
  const stage = stageFromContext({ ...configuredContext, ...Object.fromEntries(context.map(parseContext)) });
  return { stage, outputs, wait: Number(wait) };
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: parameters }).values;
  } catch (error) {
    throw explainParseError(error);
  }
}

/** A sentence for an error of parseArgs. */
export function explainParseError(error: unknown): UserError {
  const [sentence] = (error as Error).message.split(/[.\n]/, 1);
  return new UserError(`${sentence}. Use --help to list the options.`);
}

function parseContext(pair: string): readonly [string, string] {
  const [key = '', ...value] = pair.split('=');
  if (!key || value.length === 0) throw new UserError(`Context must have the form -c key=value, not "${pair}"`);
  return [key, value.join('=')];
}
