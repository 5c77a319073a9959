import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AwsAccount } from './aws-account';

const ROOT = join(__dirname, '../..');

/** How a deployment ended. */
export interface Ended {
  readonly code: number | null;
  /** All that it printed, what went to stderr last. */
  readonly printed: string;
}

/** Runs this project's `cdk deploy` as a user types it, against an account of the rehearsal. */
export async function cdkDeploy(
  account: AwsAccount,
  variables: { readonly HOME: string },
  ...options: string[]
): Promise<Ended> {
  const command = ['node_modules/.bin/cdk', 'deploy', '--require-approval', 'never', ...options];
  const { PATH = '' } = process.env;
  const cdk = spawn(process.execPath, command, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of the machine's own settings, least of all its credentials, and no call to anybody but the account.
    env: {
      PATH,
      TMPDIR: tmpdir(),
      ...variables,
      ...account.environment,
      CDK_NOTICES: 'false',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      // Five seconds of computing, for what test/lib/app.test.ts asks of every stage.
      CDK_VALIDATION: 'false',
    },
    // Milliseconds: should the account ever leave the CLI waiting for something.
    timeout: 90_000,
  });
  const [[code], ...printed] = await Promise.all([once(cdk, 'exit'), text(cdk.stdout), text(cdk.stderr)]);
  return { code, printed: printed.join('') };
}
