import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { eventually } from '../support/eventually';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const folder = temporaryFolder();
const project = join(folder, 'project');
const temporary = join(folder, 'tmp');

let npm: ChildProcess;
let output = '';

beforeAll(() => {
  cpSync(join(__dirname, '../fixtures/second-app'), project, { recursive: true });
  symlinkSync(join(dirname(require.resolve('aws-cdk-lib/package.json')), '..'), join(project, 'node_modules'));
  writeFiles(temporary, { 'placeholder.txt': '' });
  writeFiles(project, { 'package.json': JSON.stringify({ scripts: { start: 'local-run' } }) });
});

beforeEach(() => {
  output = '';
  npm = spawn('npm', ['start'], {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: temporary, PORT: '0', COGNITO_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [npm.stdout, npm.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
});

afterEach(() => npm.kill('SIGKILL'));

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('npm start', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('ends the local run when npm is ended by %s', async (signal) => {
    await eventually(() => /^Ready in /m.test(output) || npm.exitCode !== null, 50_000);
    const ports = ['API', 'Cognito'].map((name) =>
      Number(output.match(new RegExp(`^ {2}${name} +http://localhost:(\\d+)$`, 'm'))?.[1]),
    );
    expect(await Promise.all(ports.map(isOpen))).toEqual([true, true]);
    npm.kill(signal);
    await eventually(async () => !(await Promise.all(ports.map(isOpen))).includes(true));
    await eventually(() => !readdirSync(temporary).some((name) => name.startsWith('cdk-local-run-')));
  });
});
