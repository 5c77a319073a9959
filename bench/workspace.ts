import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The project, and the folder of its benchmark. */
export const ROOT = join(__dirname, '..');
export const BENCH = __dirname;

let workspace: string | undefined;
let folders = 0;

/** An empty folder that is gone when the benchmark ends. */
export function folder(): string {
  workspace ??= makeWorkspace();
  const path = join(workspace, String(folders++));
  mkdirSync(path);
  return path;
}

function makeWorkspace(): string {
  const path = mkdtempSync(join(tmpdir(), 'cognito-auth-api-bench-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }));
  return path;
}

/** A copy of the app and its local run, whose files may be changed. */
export function projectCopy(): string {
  const copy = folder();
  for (const part of ['bin', 'lib', 'lambda', 'local', 'cdk.json', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}
