import { type Endpoints, type Kept, LocalRun } from '../local-run';
import type { SeedResult } from '../seed/seed';
import { readSeedFile } from '../seed/seed-file';
import { readCdkConfiguration } from '../synth/cdk-configuration';
import type { Deployment, Method } from '../template/deployment';
import { UserError } from '../user-error';
import { createLineWriter } from './line-writer';
import { onParentExit } from './on-parent-exit';
import { isHelpRequest, type Options, parseOptions, USAGE } from './options';
import { watchSources } from './watch-sources';

main().catch((error) => {
  console.error(errorText(error));
  process.exit(1);
});

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (isHelpRequest(args)) process.stdout.write(USAGE);
  else await serve(parseOptions(args, process.env));
}

async function serve(options: Options): Promise<void> {
  const startedAt = performance.now();
  const { watch } = await readCdkConfiguration();
  const run = new LocalRun(
    options,
    createLineWriter((text) => process.stdout.write(text)),
  );
  // Before the line writer's listener, which writes the last lines.
  process.prependListener('exit', () => run.close());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (run.kept) console.log(`\nKept for the next start: ${describeKept(run.kept)}`);
      process.exit(0);
    });
  }
  // npm sets this variable for its scripts.
  if (process.env.npm_lifecycle_event !== undefined) onParentExit(() => process.exit(0));

  // It is read again when the app is loaded. An error in the file should not take until then.
  if (options.seed !== undefined) readSeedFile(options.seed);
  console.log('Opening the ports …');
  const endpoints = await run.listen();
  console.log('Synthesizing the app …');
  // Starts before the first synth, to see changes that are saved during it.
  const watching = watchSources(watch, (error) =>
    console.error(`The watcher failed and may miss changes: ${errorText(error)}`),
  );
  const deployment = await run.load(endpoints);
  if (run.kept && run.kept.users + run.kept.messages > 0) {
    console.log(`Kept from the last run: ${describeKept(run.kept)}. Start empty with --fresh.`);
  }
  const seeded = await run.seed(deployment);
  if (seeded) console.log(describeSeed(seeded, options.seed));
  console.log(summary(deployment, endpoints));
  const sources = await watching;
  console.log(`Ready in ${secondsSince(startedAt)}: ${endpoints.api} (Ctrl-C to stop)\n`);
  sources.onChange(() => reload(run, endpoints));
}

async function reload(run: LocalRun, endpoints: Endpoints): Promise<void> {
  const startedAt = performance.now();
  await run.load(endpoints).then(
    () => console.log(`Reloaded in ${secondsSince(startedAt)}`),
    (error) => console.error(`${errorText(error)}\n\nNot reloaded. The last version that worked is still served.`),
  );
}

function summary({ restApiId, methods, outputs }: Deployment, endpoints: Endpoints): string {
  const routes = methods.filter(({ httpMethod }) => httpMethod !== 'OPTIONS');
  // The URL of the API in AWS would mislead here: the API is served locally.
  const isApiUrl = (output: string) => output.includes(`${restApiId}.execute-api.`);
  return [
    '',
    ...routes.map((method) => `  ${method.httpMethod.padEnd(7)} ${method.path.padEnd(20)} ${authLabel(method)}`),
    '',
    `  API               ${endpoints.api}`,
    `  Cognito           ${endpoints.cognito}`,
    `  Page              ${endpoints.api}/_local/`,
    `  Messages          ${endpoints.api}/_local/messages`,
    ...Object.entries(outputs)
      .filter(([, value]) => !isApiUrl(value))
      .map(([name, value]) => `  ${name.padEnd(17)} ${value}`),
    '',
  ].join('\n');
}

function authLabel({ auth }: Method): string {
  if (!auth) return 'open';
  if ('iam' in auth) return 'AWS signature';
  return auth.scopes.length > 0 ? 'access token' : 'ID token';
}

/** The message of a UserError. Of any other error also the stack, which is needed to fix it. */
function errorText(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return error instanceof Error ? String(error.stack) : String(error);
}

function describeKept({ users, messages, folder }: Kept): string {
  return `${count(users, 'user')}, ${count(messages, 'message')} (${folder})`;
}

function describeSeed({ users, items }: SeedResult, file: string | undefined): string {
  const list = (which: 'created' | 'existing') =>
    [
      { number: users[which], noun: 'user' },
      { number: items[which], noun: 'item' },
    ]
      .filter(({ number }) => number > 0)
      .map(({ number, noun }) => count(number, noun))
      .join(', ');
  const existing = list('existing');
  return `Created from ${file}: ${list('created') || 'nothing'}${existing && `. Left as they are: ${existing}`}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function secondsSince(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
