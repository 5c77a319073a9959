// One cold start: loads a handler as Lambda's Node runtime does (.mjs by import, .js by require), sends it one request, and
// prints the milliseconds. The start of Node does not count: Lambda starts it before it loads the handler.
import { createRequire } from 'node:module';

const [, , module, event] = process.argv;
console.info = () => {};

const startedAt = performance.now();
const { handler } = module.endsWith('.mjs') ? await import(module) : createRequire(import.meta.url)(module);
const { statusCode, body } = await handler(JSON.parse(event));
const milliseconds = performance.now() - startedAt;

if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
process.stdout.write(String(milliseconds));
