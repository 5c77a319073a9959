import { type Endpoints, LocalRun } from '../local-run';
import type { Deployment, Method } from '../template/read-deployment';
import { Failure } from '../user-error';
import { lineWriter } from './line-writer';
import { readOptions } from './options';
import { watchSources } from './watch-sources';

main().catch((error) => {
  console.error(worded(error));
  process.exit(1);
});

async function main(): Promise<void> {
  const startedAt = performance.now();
  const run = new LocalRun(
    readOptions(process.argv.slice(2), process.env),
    lineWriter((text) => process.stdout.write(text)),
  );
  process.on('exit', () => run.close());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));

  console.log('Opening the ports …');
  const endpoints = await run.listen();
  console.log('Synthesizing the app …');
  // Before the first synth, so that what is saved meanwhile is not missed.
  const watching = watchSources((error) => console.error(`Not every change will be seen: ${worded(error)}`));
  const deployment = await run.load(endpoints);
  console.log(summary(deployment, endpoints));
  const sources = await watching;
  console.log(`Ready in ${since(startedAt)}: ${endpoints.api} (Ctrl-C ends it)\n`);
  sources.onChange(() => reload(run, endpoints));
}

async function reload(run: LocalRun, endpoints: Endpoints): Promise<void> {
  const startedAt = performance.now();
  await run.load(endpoints).then(
    () => console.log(`Reloaded in ${since(startedAt)}`),
    (error) => console.error(`${worded(error)}\n\nNot reloaded: what was served before goes on.`),
  );
}

function summary({ methods, outputs }: Deployment, endpoints: Endpoints): string {
  const routes = methods.filter(({ httpMethod }) => httpMethod !== 'OPTIONS');
  return [
    '',
    ...routes.map((method) => `  ${method.httpMethod.padEnd(7)} ${method.path.padEnd(20)} ${admission(method)}`),
    '',
    `  API               ${endpoints.api}`,
    `  Cognito           ${endpoints.cognito}`,
    `  Page              ${endpoints.api}/_local/`,
    `  Messages          ${endpoints.api}/_local/messages`,
    ...Object.entries(outputs)
      .filter(([name]) => name !== 'ApiUrl')
      .map(([name, value]) => `  ${name.padEnd(17)} ${value}`),
    '',
  ].join('\n');
}

function admission({ guard }: Method): string {
  if (!guard) return 'open';
  if ('signed' in guard) return 'signature';
  return guard.scopes.length > 0 ? 'access token' : 'ID token';
}

/** A failure is worded for the developer; of anything else the stack is needed to mend it. */
function worded(error: unknown): string {
  return error instanceof Failure ? error.message : error instanceof Error ? String(error.stack) : String(error);
}

function since(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
