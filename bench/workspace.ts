import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The project's directory, and that of its benchmarks. */
export const ROOT = join(__dirname, '..');
export const BENCH = __dirname;

let workspace: string | undefined;
let directories = 0;

/** Creates an empty temporary directory. It is deleted when the process exits. */
export function createDirectory(): string {
  workspace ??= createWorkspace();
  directories += 1;
  const path = join(workspace, String(directories));
  mkdirSync(path);
  return path;
}

function createWorkspace(): string {
  const path = mkdtempSync(join(tmpdir(), 'cognito-auth-api-bench-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }));
  return path;
}

/** Copies the app into a temporary directory, where a benchmark may change its files. The packages stay where they are. */
export function copyProject(): string {
  const copy = createDirectory();
  for (const entry of ['bin', 'lib', 'lambda', 'cdk.json', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, entry), join(copy, entry), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}
