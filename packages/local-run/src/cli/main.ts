import { type Endpoints, LocalRun } from '../local-run';
import type { Deployment, Method } from '../template/deployment';
import { UserError } from '../user-error';
import { createLineWriter } from './line-writer';
import { parseOptions } from './options';
import { watchSources } from './watch-sources';

main().catch((error) => {
  console.error(errorText(error));
  process.exit(1);
});

async function main(): Promise<void> {
  const startedAt = performance.now();
  const run = new LocalRun(
    parseOptions(process.argv.slice(2), process.env),
    createLineWriter((text) => process.stdout.write(text)),
  );
  process.on('exit', () => run.close());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));

  console.log('Opening the ports …');
  const endpoints = await run.listen();
  console.log('Synthesizing the app …');
  // Before the first synth, so that what is saved meanwhile is not missed.
  const watching = watchSources((error) => console.error(`Not every change will be seen: ${errorText(error)}`));
  const deployment = await run.load(endpoints);
  console.log(summary(deployment, endpoints));
  const sources = await watching;
  console.log(`Ready in ${secondsSince(startedAt)}: ${endpoints.api} (Ctrl-C ends it)\n`);
  sources.onChange(() => reload(run, endpoints));
}

async function reload(run: LocalRun, endpoints: Endpoints): Promise<void> {
  const startedAt = performance.now();
  await run.load(endpoints).then(
    () => console.log(`Reloaded in ${secondsSince(startedAt)}`),
    (error) => console.error(`${errorText(error)}\n\nNot reloaded: what was served before goes on.`),
  );
}

function summary({ methods, outputs }: Deployment, endpoints: Endpoints): string {
  const routes = methods.filter(({ httpMethod }) => httpMethod !== 'OPTIONS');
  return [
    '',
    ...routes.map((method) => `  ${method.httpMethod.padEnd(7)} ${method.path.padEnd(20)} ${authLabel(method)}`),
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

function authLabel({ auth }: Method): string {
  if (!auth) return 'open';
  if ('iam' in auth) return 'signature';
  return auth.scopes.length > 0 ? 'access token' : 'ID token';
}

/** A failure is worded for the developer; of anything else the stack is needed to mend it. */
function errorText(error: unknown): string {
  return error instanceof UserError ? error.message : error instanceof Error ? String(error.stack) : String(error);
}

function secondsSince(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
