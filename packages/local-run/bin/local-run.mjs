#!/usr/bin/env node
// The sources are TypeScript and are compiled by tsx as they are loaded: there is no build step. Imported only after the
// check, which explains an old Node.js and a missing installation. Old versions have to parse this file.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const problem = require('./check-set-up.cjs').findProblem(process.versions.node);

if (problem === undefined) {
  require('tsx/cjs/api').register();
  const [command] = process.argv.slice(2);
  // totp.ts takes the secret as its first argument.
  if (command === 'totp') process.argv.splice(2, 1);
  require(command === 'totp' ? '../src/cli/totp.ts' : '../src/cli/main.ts');
} else {
  console.error(problem);
  process.exitCode = 1;
}
