// Runs in a worker thread and does what Lambda's Node.js runtime does: loads the handler, calls it and formats its log.
// Plain JavaScript, because a thread that loads a TypeScript loader first starts much more slowly.
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

const levels = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };
let requestId;

// One JSON object per line, as Lambda writes for functions with the JSON log format.
for (const [method, level] of Object.entries(levels)) {
  console[method] = (...values) => parentPort.postMessage({ log: logLine(level, values) });
}

function logLine(level, values) {
  const line = (message) =>
    JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message }, readable);
  try {
    if (values.length === 1) return line(values[0]);
  } catch {
    // A value that has no JSON form is formatted as Node.js does.
  }
  return line(format(...values));
}

function readable(_, value) {
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  return { errorType: name, errorMessage: message, stackTrace: String(stack).split('\n') };
}

const { [workerData.handler]: handler } = await import(workerData.module);
if (typeof handler !== 'function') throw new Error(`${workerData.module} does not export ${workerData.handler}`);

parentPort.on('message', async ({ event, context, deadline }) => {
  requestId = context.awsRequestId;
  try {
    const result = await handler(JSON.parse(event), {
      ...context,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    parentPort.postMessage({ result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    parentPort.postMessage({
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
});
