import inspector from 'node:inspector';
import { type Endpoints, type Kept, LocalRun } from '../local-run';
import { createLogger } from '../log/logger';
import { chooseOutput } from '../log/output';
import type { SeedResult } from '../seed/seed';
import { readSeedFile } from '../seed/seed-file';
import { readCdkConfiguration } from '../synth/cdk-configuration';
import type { Deployment } from '../template/deployment';
import { UserError } from '../user-error';
import { authLabel, describeChanges, describeFiles, visibleRoutes } from './changes';
import { externalCognitoLines } from './external-cognito';
import { openInspector } from './inspect';
import { createLineWriter } from './line-writer';
import { notServedLines } from './not-served';
import { onParentExit } from './on-parent-exit';
import { isHelpRequest, type Options, parseOptions, USAGE } from './options';
import { checkTypes, describeTypeErrors } from './type-check';
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
  const output = chooseOutput(process.env, process.stdout);
  const { watch } = await readCdkConfiguration();
  if (options.inspectPort !== undefined) await openInspector(options.inspectPort);
  const log = createLogger(
    output,
    createLineWriter((text) => process.stdout.write(text)),
  );
  const run = new LocalRun(options, log);
  // Before the line writer's listener, which writes the last lines.
  process.prependListener('exit', () => run.close());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const kept = run.save();
      if (kept) console.log(`\nKept for the next start: ${describeKept(kept)}`);
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
  if (run.kept && run.kept.users + run.kept.messages + (run.kept.items ?? 0) > 0) {
    console.log(`Kept from the last run: ${describeKept(run.kept)}. Start empty with --fresh.`);
  }
  const seeded = await run.seed(deployment);
  if (seeded) console.log(describeSeed(seeded, options.seed));
  console.log(summary(deployment, { endpoints, dynamodbUrl: run.dynamodbUrl, options }));
  const sources = await watching;
  const debugging = inspector.url() ? 'A debugger can attach, and functions have no timeout.\n' : '';
  console.log(
    `${debugging}Ready in ${secondsSince(startedAt)}: ${endpoints.api} (page at ${endpoints.api}/_local/, Ctrl-C to stop)\n`,
  );
  const reloads = new Reloads(run, endpoints, deployment);
  sources.onChange((files) => reloads.reload(files));
  if (options.types ?? process.stdout.isTTY) reloads.checkTypes();
}

/** Loads the app after each change and prints what has changed. */
class Reloads {
  private busy = false;
  /** Number of type errors that were printed last. */
  private typeErrors = 0;
  private waiting: readonly string[] | undefined;

  constructor(
    private readonly run: LocalRun,
    private readonly endpoints: Endpoints,
    private deployment: Deployment,
  ) {}

  async reload(files: readonly string[]): Promise<void> {
    const startedAt = performance.now();
    this.busy = true;
    try {
      const deployment = await this.run.load(this.endpoints);
      const changed = files.length > 0 ? `: ${describeFiles(files)}` : '';
      const lines = describeChanges(this.deployment, deployment).map((line) => `  ${line}`);
      console.log([`Reloaded in ${secondsSince(startedAt)}${changed}`, ...lines].join('\n'));
      this.deployment = deployment;
    } catch (error) {
      console.error(`${errorText(error)}\n\nNot reloaded. The last version that worked is still served.`);
    }
    this.busy = false;
    if (this.waiting) this.printTypeErrors(this.waiting);
  }

  /** Prints the errors of a check below the line of the reload, even if the check ends first. */
  checkTypes(): void {
    const check = checkTypes((errors) => {
      if (this.busy) this.waiting = errors;
      else this.printTypeErrors(errors);
    });
    process.on('exit', () => check?.close());
  }

  private printTypeErrors(errors: readonly string[]): void {
    const text = describeTypeErrors(errors, this.typeErrors);
    if (text !== undefined) console.log(text);
    this.typeErrors = errors.length;
    this.waiting = undefined;
  }
}

interface Surroundings {
  readonly endpoints: Endpoints;
  readonly dynamodbUrl: string | undefined;
  readonly options: Options;
}

function summary(deployment: Deployment, { endpoints, dynamodbUrl, options }: Surroundings): string {
  const { restApiId, methods, outputs, tables, triggers, notServed, warnings } = deployment;
  const routes = visibleRoutes(methods);
  const width = Math.max(20, ...routes.map(({ path }) => path.length));
  // The URL of the API in AWS would mislead here: the API is served locally.
  const isApiUrl = (output: string) => output.includes(`${restApiId}.execute-api.`);
  return [
    '',
    ...routes.map((method) => `  ${method.httpMethod.padEnd(7)} ${method.path.padEnd(width)} ${authLabel(method)}`),
    '',
    `  API               ${endpoints.api}`,
    `  Cognito           ${endpoints.cognito}`,
    ...(dynamodbUrl === undefined ? [] : [`  DynamoDB          ${dynamodbUrl}`]),
    ...tables.map(({ name }) => `  Table             ${name}`),
    ...triggers.map(({ name, functionName }) => `  Trigger           ${name}: ${functionName}`),
    `  Page              ${endpoints.api}/_local/`,
    `  Messages          ${endpoints.api}/_local/messages`,
    ...Object.entries(outputs)
      .filter(([, value]) => !isApiUrl(value))
      .map(([name, value]) => `  ${name.padEnd(17)} ${value}`),
    '',
    ...notServedLines(notServed),
    ...externalCognitoLines(options, deployment),
    ...warnings.flatMap((warning) => [`  Warning: ${warning}`, '']),
  ].join('\n');
}

/** The message of a UserError. Of any other error also the stack, which is needed to fix it. */
function errorText(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return error instanceof Error ? String(error.stack) : String(error);
}

function describeKept({ users, messages, items, folder }: Kept): string {
  const counts = [
    count(users, 'user'),
    count(messages, 'message'),
    ...(items === undefined ? [] : [count(items, 'item')]),
  ];
  return `${counts.join(', ')} (${folder})`;
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
