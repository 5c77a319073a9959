import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Imported into the process of the compiler. Lowers its priority, and ends it when this process ends. */
const PRELOAD = join(__dirname, 'type-check-process.mjs');

/** How many errors are shown. */
const MAX_SHOWN = 10;

/** A background check of the types. */
export interface TypeCheck {
  close(): void;
}

/**
 * Checks the types in the working directory with the project's own TypeScript, now and after each change, and passes the errors
 * to `report` after each check: one text each, such as `lambda/list.ts:1:2 Type …`. Undefined if the project has no tsconfig.json
 * or no TypeScript.
 */
export function checkTypes(report: (errors: readonly string[]) => void): TypeCheck | undefined {
  const compiler = existsSync('tsconfig.json') ? findCompiler() : undefined;
  if (!compiler) return undefined;
  const child = fork(
    compiler,
    ['--noEmit', '--watch', '--preserveWatchOutput', '--pretty', 'false', '--locale', 'en'],
    {
      execArgv: ['--import', PRELOAD],
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    },
  );
  readReports(child, report);
  // Without the compiler, nothing is reported.
  child.on('error', () => {});
  return { close: () => child.kill() };
}

/** The script of `tsc`, as the project has installed it. */
function findCompiler(): string | undefined {
  try {
    const manifest = createRequire(join(process.cwd(), 'package.json')).resolve('typescript/package.json');
    return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.tsc);
  } catch {
    return undefined;
  }
}

function readReports({ stdout }: ChildProcess, report: (errors: readonly string[]) => void): void {
  if (!stdout) return;
  let errors: string[] = [];
  createInterface({ input: stdout }).on('line', (line) => {
    const error = parseError(line);
    if (error) errors.push(error);
    else if (/ Found \d+ errors?\. Watching/.test(line)) {
      report(errors);
      errors = [];
    } else if (/^ /.test(line) && errors.length > 0) errors.push(`${errors.pop()}\n  ${line}`);
  });
}

/** Parses `lambda/list.ts(1,2): error TS2322: Type …`. An error of the configuration has no place. */
function parseError(line: string): string | undefined {
  const [, file, row, column, message] = /^(?:(.+?)\((\d+),(\d+)\): )?error TS\d+: (.+)$/.exec(line) ?? [];
  if (message === undefined) return undefined;
  return file === undefined ? message : `${file}:${row}:${column} ${message}`;
}

/** Text about the errors of a check, or undefined if there is nothing to say. */
export function describeTypeErrors(errors: readonly string[], before: number): string | undefined {
  if (errors.length === 0) return before > 0 ? 'Types: no errors' : undefined;
  const shown = errors.slice(0, MAX_SHOWN).map((error) => `  ${error}`);
  const more = errors.length > MAX_SHOWN ? [`  … and ${errors.length - MAX_SHOWN} more: npx tsc --noEmit`] : [];
  return [`Types: ${errors.length === 1 ? '1 error' : `${errors.length} errors`}`, ...shown, ...more].join('\n');
}
