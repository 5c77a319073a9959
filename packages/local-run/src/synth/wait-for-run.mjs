// Runs in the process of the CDK app before the app. Loads the libraries that the last run loaded, waits on stdin for the
// environment variables of the next run, and stores the list of loaded libraries when the run has ended.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
const list = process.env.PREWARM_MODULES;

if (existsSync(list)) {
  for (const module of JSON.parse(readFileSync(list, 'utf8'))) require(module);
}

const environment = await text(process.stdin);
// The parent process has ended without a further run.
if (environment === '') process.exit();
Object.assign(process.env, JSON.parse(environment));

process.on('exit', (code) => {
  const libraries = Object.keys(require.cache).filter((module) => module.includes(`${sep}node_modules${sep}`));
  // A run that failed may not have loaded all libraries.
  if (code === 0) writeFileSync(list, JSON.stringify(libraries));
});
