import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { SimulatedAccount } from './aws/simulated-account';

const ROOT = join(__dirname, '../..');

/** The result of one CLI command. */
export interface CdkResult {
  readonly code: number | null;
  /** Everything that the command printed: stdout, then stderr. */
  readonly printed: string;
}

export interface CdkEnvironment {
  readonly account: SimulatedAccount;
  /** The home directory of the user who types the command: the CLI keeps its caches there. */
  readonly home: string;
}

/** The options that stop a command from asking questions: also which stacks to deploy, if a feature has a stack of its own. */
const unattended = {
  deploy: ['--all', '--require-approval', 'never'],
  destroy: ['--all', '--force'],
  import: [],
} as const;

/** Runs a command of this project's CDK CLI against a simulated account. */
export async function runCdk(
  { account, home }: CdkEnvironment,
  command: keyof typeof unattended,
  ...options: string[]
): Promise<CdkResult> {
  const { PATH = '' } = process.env;
  const cdk = spawn(process.execPath, ['node_modules/.bin/cdk', command, ...unattended[command], ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    // None of the machine's own AWS settings and credentials, and no call to another host.
    env: {
      PATH,
      HOME: home,
      TMPDIR: tmpdir(),
      ...account.environment,
      CDK_NOTICES: 'false',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      // Template validation takes seconds, and test/synthesized-app.test.ts validates every stage.
      CDK_VALIDATION: 'false',
    },
    // Milliseconds. Ends a CLI that waits for the simulated account without end.
    timeout: 90_000,
  });
  const [[code], ...printed] = await Promise.all([once(cdk, 'exit'), text(cdk.stdout), text(cdk.stderr)]);
  return { code, printed: printed.join('') };
}

/** Fails the test with everything that the command printed. */
export function assertSuccessful({ code, printed }: CdkResult): void {
  if (code !== 0) throw new Error(`The CDK CLI exited with ${code}:\n${printed}`);
}
