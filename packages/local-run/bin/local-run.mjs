#!/usr/bin/env node
// The sources are TypeScript and are compiled by tsx as they are loaded: there is no build step.
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';

register();
const [command] = process.argv.slice(2);
// totp.ts takes the secret as its first argument.
if (command === 'totp') process.argv.splice(2, 1);
createRequire(import.meta.url)(command === 'totp' ? '../src/cli/totp.ts' : '../src/cli/main.ts');
