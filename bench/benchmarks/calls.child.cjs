// Calls a handler. Each line of the standard input is a number of calls, made one after the other; the answer is a line with a JSON
// array of [status, milliseconds].
const { createInterface } = require('node:readline');

const [, , path, eventText] = process.argv;
const event = JSON.parse(eventText);
console.info = () => {};
console.error = () => {};

const { handler } = require(path);

async function call() {
  const startedAt = performance.now();
  const { statusCode } = await handler(event);
  return [statusCode, performance.now() - startedAt];
}

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    const results = [];
    for (let done = 0; done < Number(line); done += 1) results.push(await call());
    process.stdout.write(`${JSON.stringify(results)}\n`);
  }
}

main();
