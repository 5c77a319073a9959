// One cold start: loads a handler as Lambda's Node runtime does, .mjs by import and .js by require, and lets it answer one
// request. What Node itself needs to start is not counted: Lambda has done that before it looks at the handler.
import { createRequire } from 'node:module';

const [, , module, event] = process.argv;
console.info = () => {};

const startedAt = performance.now();
const { handler } = module.endsWith('.mjs') ? await import(module) : createRequire(import.meta.url)(module);
const { statusCode, body } = await handler(JSON.parse(event));
const milliseconds = performance.now() - startedAt;

if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
process.stdout.write(String(milliseconds));
