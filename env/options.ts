import { parseArgs } from 'node:util';
import { context } from '../cdk.json';
import type { StageConfig } from '../lib/stages/stage-config';
import { stageFromContext } from '../lib/stages/stages';
import { UserError } from '../lib/user-error';
import { explainParseError } from '../smoke/options';
import type { Format } from './lines';

export interface Options extends Format {
  /** The deployed stage. Without it, the local run is asked. */
  readonly stage: StageConfig | undefined;
}

const parameters = {
  stage: { type: 'string' },
  dotenv: { type: 'boolean' },
  prefix: { type: 'string' },
} as const;

/** The text for `--help`. */
export const USAGE = `Prints the addresses and ids that a client needs, as variables: API_URL, REGION, USER_POOL_ID, CLIENT_ID, and
MANAGED_LOGIN_URL if the stage has managed login. None of them is a secret.

Usage: eval "$(npm run -s env)"
       npm run -s env -- [options]

Option           Meaning                                                     Default
--stage NAME     of the deployed stage, from the outputs of its stack        of the local run at PORT (3000)
--dotenv         prints lines for an .env file                               lines for a shell
--prefix TEXT    the beginning of each name, such as VITE_ for Vite          none
-h, --help       prints this text

With --stage, it uses the caller's AWS credentials and region.
`;

/** Parses the command line. Throws a UserError that says what is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const { stage, dotenv: isDotenv = false, prefix = '' } = parseArguments(args);
  if (!/^([A-Za-z_]\w*)?$/.test(prefix)) {
    throw new UserError(`--prefix must be the beginning of a variable's name, such as VITE_, not "${prefix}"`);
  }
  return { stage: stage === undefined ? undefined : stageFromContext({ ...context, stage }), isDotenv, prefix };
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: parameters }).values;
  } catch (error) {
    throw explainParseError(error);
  }
}
