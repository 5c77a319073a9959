// The inside of a worker thread: what Lambda's Node runtime does around a handler. Plain JavaScript, because a thread
// that first had to load a TypeScript loader would start far slower than the handlers that it runs.
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

const levels = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };
let requestId;

// Lambda writes one JSON object a line when a function's log format is JSON; so does this.
for (const [method, level] of Object.entries(levels)) {
  console[method] = (...values) => parentPort.postMessage({ log: logLine(level, values) });
}

function logLine(level, values) {
  const line = (message) =>
    JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message }, readable);
  try {
    if (values.length === 1) return line(values[0]);
  } catch {
    // A value that JSON cannot hold is printed as Node would.
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
