import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { stackName } from '../../../lib/stages/stages';
import { scripts } from '../../../package.json';
import { writeFiles } from '../../../packages/local-run/test/support/temporary-folder';
import { contextArguments } from '../../support/product-settings';
import { localRun } from './local-run';
import { administrator } from './scenario';

/** The result of `npm run smoke`. */
export interface SmokeResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface SmokeOptions {
  /** Options of the command, such as `-c`, `signInWith=email`. */
  readonly args?: readonly string[];
  /** Name of the stage in the outputs file. */
  readonly stage?: string;
  /** Outputs that replace those of the local run. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Variables that replace those that lead to the embedded Cognito. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs so far: each has an outputs file of its own. */
let runs = 0;

/** Starts the command of the script `smoke` against the local run of this suite. Writes the outputs file to the folder. */
export function startSmokeTest(
  folder: string,
  options: SmokeOptions = {},
): ChildProcess & { result: Promise<SmokeResult> } {
  const { args = [], stage = 'dev', outputs = {}, environment = {} } = options;
  const { api, cognito, userPoolId } = localRun();
  const all = { ApiUrl: api, UserPoolId: userPoolId, Region: 'us-east-1', ...outputs };
  const file = `outputs-${++runs}.json`;
  writeFiles(folder, { [file]: JSON.stringify({ [stackName({ name: stage })]: all }) });
  const [, ...command] = scripts.smoke.split(' ');
  const child = spawn(process.execPath, [...command, '--outputs', join(folder, file), ...contextArguments(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // None of the machine's own AWS settings and credentials.
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY: cognito,
      ...environment,
    },
  });
  const result = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
    ([[code], output, errors]) => ({ code, output, errors }),
  );
  return Object.assign(child, { result });
}

/** Runs the command until it ends. */
export const runSmokeTest = (folder: string, options: SmokeOptions = {}) => startSmokeTest(folder, options).result;

/** The rows of the table with this result, each as its cells. */
export function rowsWith(result: 'ok' | 'FAILED' | 'skipped', { output }: SmokeResult): string[][] {
  return output
    .split('\n')
    .map((line) => line.split(/ {2,}/))
    .filter((cells) => cells.at(-1) === result);
}

/** How many users of the smoke test are in the user pool. */
export async function countSmokeUsers(): Promise<number> {
  const query = { UserPoolId: localRun().userPoolId, Filter: 'email ^= "smoke-"' };
  const { Users = [] } = await administrator().send(new ListUsersCommand(query));
  return Users.length;
}

/** Expects a run in which every check is ok, which deletes its user and prints no secret. */
export async function expectSuccess(result: SmokeResult): Promise<void> {
  expect({ failed: rowsWith('FAILED', result), errors: result.errors, code: result.code }).toEqual({
    failed: [],
    errors: '',
    code: 0,
  });
  expect(rowsWith('ok', result)).toContainEqual(['Delete the test user', 'done', 'done', 'ok']);
  expect(await countSmokeUsers()).toBe(0);
  // The beginnings of a JWT, a password and a username of the smoke test.
  for (const secret of ['eyJ', 'Aa1!', 'smoke-']) expect(result.output).not.toContain(secret);
}
