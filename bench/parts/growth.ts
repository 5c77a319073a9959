import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interleaved, type Scale } from '../rounds';
import { measure, type Row } from '../rows';
import { slope } from '../statistics';
import { projectCopy } from '../workspace';
import { cdkSynth } from './synth';

const ROUTES = [5, 15, 50];

/** What each further route costs a `cdk synth`: the slope through 5, 15 and 50 routes, in each round. */
export async function growth(scale: Scale): Promise<Row[]> {
  const rounds = scale.quick ? 1 : 2;
  const projects = ROUTES.map((routes) => [String(routes), projectWith(routes)] as const);
  const subjects = projects.map(([routes, project]) => [routes, () => cdkSynth(project)] as const);
  const seconds = await interleaved(scale, rounds, Object.fromEntries(subjects));
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

/** An app with so many routes, each a copy of POST /sign-in. */
function projectWith(routes: number): string {
  const project = projectCopy();
  const handlers = join(project, 'lambda');
  const names = Array.from({ length: routes }, (_, index) => `route-${index + 1}`);
  for (const name of names) copyFileSync(join(handlers, 'sign-in.ts'), join(handlers, `${name}.ts`));
  for (const file of readdirSync(handlers)) {
    if (file.endsWith('.ts') && !names.includes(file.slice(0, -3))) rmSync(join(handlers, file));
  }
  const table = join(project, 'lib/routes.ts');
  // One is guarded, because an authorizer that guards nothing is an error of the CDK's.
  const rows = `${JSON.stringify(names)}.map((name, index) => ({
    name, method: 'POST', path: \`/\${name}\`, request: SignInRequest, ...(index > 0 && { guard: 'open' }),
  })) as Route[]`;
  const text = readFileSync(table, 'utf8').replace(/return \[.*^ {2}\];$/ms, () => `return ${rows};`);
  if (!text.includes(rows))
    throw new Error('lib/routes.ts has no table of the form that this part of the benchmark replaces');
  writeFileSync(table, text);
  return project;
}
