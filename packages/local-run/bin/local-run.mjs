#!/usr/bin/env node
// The sources are TypeScript and are compiled by tsx as they are loaded: there is no build step.
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';

register();
createRequire(import.meta.url)(process.argv[2] === 'totp' ? '../src/cli/totp.ts' : '../src/cli/main.ts');
