import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from './eventually';
import { temporaryFolder } from './temporary-folder';

const COMMAND = join(__dirname, '../../bin/local-run.mjs');

/** A local run of the app in fixtures/second-app, with another stack name, routes, handlers and user pool than the app here. */
export interface SecondApp {
  /** Folder of the app's sources. */
  readonly project: string;
  /** The output of the process so far. */
  output(): string;
  /** The value of a line of the summary that the start prints. */
  printed(name: string): string;
}

/** Starts a local run of the second app before the tests of a file and stops it afterwards. */
export function useSecondApp(): SecondApp {
  const project = join(temporaryFolder(), 'project');
  let child: ChildProcess;
  let output = '';
  beforeAll(async () => {
    cpSync(join(__dirname, '../fixtures/second-app'), project, { recursive: true });
    symlinkSync(join(dirname(require.resolve('aws-cdk-lib/package.json')), '..'), join(project, 'node_modules'));
    child = spawn(process.execPath, [COMMAND], {
      cwd: project,
      env: { PATH: process.env.PATH, PORT: '0', COGNITO_PORT: '0', AWS_REGION: 'eu-central-1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    const isReady = () => /^Ready in /m.test(output);
    await eventually(() => isReady() || child.exitCode !== null, 50_000);
    if (!isReady()) throw new Error(`The local run has ended:\n${output}`);
  });
  afterAll(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGINT');
    await once(child, 'exit');
  });
  return {
    project,
    output: () => output,
    printed: (name) => output.match(new RegExp(`^ {2}${name} +(\\S+)$`, 'm'))?.[1] ?? '',
  };
}
