import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interleave, type RunOptions } from '../rounds';
import { measure, type Row } from '../rows';
import { slope } from '../statistics';
import { copyProject } from '../workspace';
import { cdkSynth } from './synth';

const ROUTES = [5, 15, 50];

/** The time that each further route adds to `cdk synth`: the slope through 5, 15 and 50 routes, in each round. */
export async function growth(options: RunOptions): Promise<Row[]> {
  const rounds = options.quick ? 1 : 2;
  const projects = ROUTES.map((routes) => [String(routes), createProject(routes)] as const);
  const measurements = projects.map(([routes, project]) => [routes, () => cdkSynth(project)] as const);
  const seconds = await interleave(options, rounds, Object.fromEntries(measurements));
  const slopes = Array.from({ length: rounds }, (_, round) =>
    slope(ROUTES.map((routes) => [routes, (seconds[routes]?.[round] ?? Number.NaN) * 1000])),
  );
  const description = {
    what: 'cdk synth, each further route',
    against: '5, 15, 50 routes',
    unit: 'ms',
    target: { atMost: 30 },
  } as const;
  return [measure(description, slopes)];
}

/** Rows of lib/routes.ts: one for all callers, and one for an ID token. */
const OPEN_ROW = /\{ name: 'hello'.*(?= \},$)/m;
const GUARDED_ROW = /\{ name: 'secret'.*,$/m;

/**
 * A copy of the app with this number of routes. One is GET /secret, because the CDK refuses an authorizer that no method
 * uses. The others have the settings of GET /hello, which calls no Cognito operation and so counts toward no quota, and the
 * handler and the body of POST /sign-in.
 */
function createProject(routes: number): string {
  const project = copyProject();
  const names = Array.from({ length: routes - 1 }, (_, index) => `route-${index + 1}`);
  const handlers = join(project, 'lambda');
  for (const name of names) copyFileSync(join(handlers, 'sign-in.ts'), join(handlers, `${name}.ts`));
  for (const file of readdirSync(handlers)) {
    if (file.endsWith('.ts') && ![...names, 'secret'].includes(file.slice(0, -3))) rmSync(join(handlers, file));
  }
  replaceRoutes(join(project, 'lib/routes.ts'), names);
  return project;
}

function replaceRoutes(file: string, names: readonly string[]): void {
  const text = readFileSync(file, 'utf8');
  const [open] = text.match(OPEN_ROW) ?? [];
  const [guarded] = text.match(GUARDED_ROW) ?? [];
  const table = /return \[.*^ {2}\];$/ms;
  if (!open || !guarded || !table.test(text))
    throw new Error('lib/routes.ts has no table with the routes hello and secret');
  const rows = names.map(
    (name) => `${open.replaceAll('hello', name).replace("'GET'", "'POST'")}, request: SignInRequest },`,
  );
  writeFileSync(
    file,
    text.replace(table, () => ['return [', guarded, ...rows, '];'].join('\n')),
  );
}
