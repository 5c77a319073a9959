// Runs in a worker thread and does what Lambda's Node.js runtime does: loads the handler, calls it and formats its log.
// Plain JavaScript, because a thread that loads a TypeScript loader first starts much more slowly.
import { format, formatWithOptions, inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

const levels = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };
const { module, handler: handlerName, output } = workerData;
let requestId;
// Texts that a log record has if it is about the whole call.
let knownTexts = [];

// Stacks then name the source files of a bundle that has a source map.
process.setSourceMapsEnabled(true);

for (const [method, level] of Object.entries(levels)) {
  console[method] = (...values) => {
    const log = output.format === 'json' ? jsonLine(level, values) : text(level, values);
    if (log !== undefined) parentPort.postMessage({ log, level });
  };
}

// One JSON object per line, as Lambda writes for functions with the JSON log format.
function jsonLine(level, values) {
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

// As Node.js prints it, but a log record with an error or about the whole request has one line of fields, then the stacks.
function text(level, values) {
  const [record] = values;
  if (values.length !== 1 || !isPlainObject(record)) return formatWithOptions(output, ...values);
  const given = Object.entries(record);
  const isAboutRequest = knownTexts.length > 0 && knownTexts.every((text) => given.some(([, value]) => value === text));
  const entries = given.filter(([, value]) => !knownTexts.includes(value));
  const stacks = entries.filter(([, value]) => isStack(value));
  if (stacks.length === 0 && !isAboutRequest) return formatWithOptions(output, record);
  if (isAboutRequest && !output.verbose && !['WARN', 'ERROR'].includes(level) && repeatsRequest(entries))
    return undefined;
  const fields = entries.filter(([, value]) => !isStack(value)).map(([key, value]) => `${key}=${oneLine(value)}`);
  return [fields.join(' '), ...stacks.map(([, value]) => errorText(value))].filter(Boolean).join('\n');
}

function isPlainObject(value) {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isStack(value) {
  return value instanceof Error || (typeof value === 'string' && /\n +at /.test(value));
}

// The line of the request has everything of such a record but the name of an outcome.
function repeatsRequest(entries) {
  return entries.length <= 1 && entries.every(([, value]) => /^[\w.:-]{1,64}$/.test(value));
}

function oneLine(value) {
  if (typeof value === 'string' && /^\S+$/.test(value)) return value;
  return inspect(value, { ...output, breakLength: Number.POSITIVE_INFINITY });
}

function errorText(error) {
  return error instanceof Error ? inspect(error) : String(error);
}

// Also for an error of the module itself, which then ends the thread.
process.on('uncaughtExceptionMonitor', (error) => parentPort.postMessage({ crash: errorText(error) }));

const { [handlerName]: handler } = await import(module);
if (typeof handler !== 'function') throw new Error(`${module} does not export ${handlerName}`);

parentPort.on('message', async ({ event, context, deadline, knownTexts: texts, traceId }) => {
  requestId = context.awsRequestId;
  knownTexts = texts;
  if (traceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = traceId;
  let result;
  try {
    result = await handler(JSON.parse(event), {
      ...context,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
  } catch (error) {
    // The message is what Lambda's runtime tells to the caller.
    parentPort.postMessage({
      error: errorText(error),
      errorMessage: String(error instanceof Error ? error.message : error),
    });
    return;
  }
  try {
    parentPort.postMessage({ result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    parentPort.postMessage({ error: errorText(error) });
  }
});
