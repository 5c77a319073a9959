// Runs in the app's process before the app: loads the libraries that the app loaded last time, and waits for the variables
// of its next run. The app's own files are not among them: those are read once it is their turn.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
const list = process.env.MODULES_LOADED_BEFORE;

if (existsSync(list)) {
  for (const module of JSON.parse(readFileSync(list, 'utf8'))) require(module);
}

const environment = await text(process.stdin);
// Whoever started it has ended, or has no use for it.
if (environment === '') process.exit();
Object.assign(process.env, JSON.parse(environment));

process.on('exit', (code) => {
  const libraries = Object.keys(require.cache).filter((module) => module.includes(`${sep}node_modules${sep}`));
  // One that failed may have ended before it had loaded them all.
  if (code === 0) writeFileSync(list, JSON.stringify(libraries));
});
