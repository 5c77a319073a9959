import { realpathSync } from 'node:fs';
import inspector from 'node:inspector';
import { devNull } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { readableStacks } from '../log/error-text';
import type { Logger, LogLevel } from '../log/logger';
import type { FunctionDefinition } from '../template/deployment';
import { locateSources } from './source-maps';

/** The function threw, could not be loaded or ended its process. The message, with the stack, is for the log only. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';

  /**
   * `source` is the place of the error, such as `lambda/notes/list.ts:12`. `errorMessage` is the message of what the handler
   * threw, as Lambda tells it to the caller; undefined if the function failed in another way.
   */
  constructor(
    message: string,
    readonly source?: string,
    readonly errorMessage?: string,
  ) {
    super(message);
  }
}

/** The function did not answer within its timeout. */
export class FunctionTimedOut extends Error {
  override readonly name = 'FunctionTimedOut';
}

export interface FunctionOptions {
  /** Environment variables that Lambda sets, and the endpoints of the services that are replaced locally. */
  readonly runtimeEnvironment: Readonly<Record<string, string>>;
  /** Environment variables that take precedence over those of the template. */
  readonly environmentOverrides?: Readonly<Record<string, string>>;
  readonly log: Logger;
  /** The folder that the synth wrote. Source maps in it are changed to name the sources in the working directory. */
  readonly assembly?: string | undefined;
}

/** One call of a function. */
export interface Call {
  readonly requestId: string;
  /** In front of what the function logs, such as `GET /notes`. */
  readonly label: string;
  /**
   * Texts that a log record of the function has if it is about the whole call. The log has them already.
   * @default the request id and the label
   */
  readonly knownTexts?: readonly string[];
  /** The variable `_X_AMZN_TRACE_ID` during the call. */
  readonly traceId?: string;
}

/** Maximum concurrent requests to one function. Lambda's default is a thousand, but each request needs a thread here. */
export const CONCURRENCY = 4;
/** Milliseconds. A worker that has no request for this long is ended: a hundred of them take a gigabyte. */
const IDLE_TIMEOUT = 60_000;

/** Seconds that a function may take while a debugger can be attached: a breakpoint must not end the request. */
const DEBUG_TIMEOUT = 86_400;

/** Maximum bytes of a result in JSON: Lambda's limit of 6 MB for a response payload, as its error message states it. */
const MAX_RESULT = 6_291_556;

/** A Lambda function. Creates an execution environment for each concurrent request and reuses it for later ones. */
export class LambdaFunction {
  private readonly idle: IdleEnvironment[] = [];
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private closed = false;
  private hasSourceMaps = false;

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly options: FunctionOptions,
  ) {}

  /** Calls the handler with an event, given as JSON, and returns its result. Throws FunctionFailed or FunctionTimedOut. */
  async invoke(event: string, call: Call): Promise<unknown> {
    this.prepareSourceMaps();
    if (this.running < CONCURRENCY) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    const environment = this.takeIdle() ?? new ExecutionEnvironment(this.definition, this.options);
    try {
      return await environment.invoke(event, call);
    } finally {
      this.release(environment);
    }
  }

  /** Ends the idle workers now and the others after their current request. */
  close(): void {
    this.closed = true;
    for (const { environment, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      environment.end();
    }
  }

  /** Only before the first request, because most reloads call few of the functions. */
  private prepareSourceMaps(): void {
    const folder = dirname(this.definition.module);
    const { assembly } = this.options;
    if (this.hasSourceMaps || assembly === undefined || !folder.startsWith(assembly + sep)) return;
    this.hasSourceMaps = true;
    locateSources(folder, process.cwd());
  }

  /** Skips environments that have ended since, for example by a timer that their handler left running. */
  private takeIdle(): ExecutionEnvironment | undefined {
    const last = this.idle.pop();
    if (!last) return undefined;
    clearTimeout(last.timer);
    return last.environment.usable ? last.environment : this.takeIdle();
  }

  private keepIdle(environment: ExecutionEnvironment): void {
    const timer = setTimeout(() => {
      const index = this.idle.findIndex((kept) => kept.environment === environment);
      this.idle.splice(index, 1);
      environment.end();
    }, IDLE_TIMEOUT);
    this.idle.push({ environment, timer: timer.unref() });
  }

  /** Keeps the environment for later requests and lets the request run that has waited longest. */
  private release(environment: ExecutionEnvironment): void {
    if (this.closed) environment.end();
    else if (environment.usable) this.keepIdle(environment);
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}

/** An environment without a request, and the timer that ends it. */
interface IdleEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly timer: NodeJS.Timeout;
}

/** What a worker sends: a line of its console, the result or error of a request, or the error that ends it. */
type WorkerMessage =
  | { readonly log: string; readonly level: LogLevel }
  | { readonly result: string }
  | { readonly error: string; readonly errorMessage?: string }
  | { readonly crash: string };

/** A worker thread with a loaded handler. Serves one request at a time, as in Lambda. */
class ExecutionEnvironment {
  usable = true;
  private ended = false;
  private readonly worker: Worker;
  /** Stacks show paths relative to these. */
  private readonly folders: readonly string[];
  private label: string;
  private crash: string | undefined;
  private settle: { resolve: (result: unknown) => void; reject: (error: Error) => void } | undefined;

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly options: FunctionOptions,
  ) {
    const { name, module, handler, memory } = definition;
    this.label = name;
    this.folders = [realpathSync(dirname(module)), process.cwd()];
    this.worker = new Worker(join(__dirname, 'lambda-runtime.mjs'), {
      workerData: { module: pathToFileURL(module).href, handler, output: options.log.output },
      env: environmentOf(definition, options),
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
    this.worker.unref();
    this.worker.on('message', (message) => this.receive(message));
    this.worker.on('error', (error) => this.fail(this.failure(this.crash ?? inspect(error))));
    this.worker.on('exit', (code) =>
      this.fail(new FunctionFailed(`The function ended with exit code ${code}, as by process.exit()`)),
    );
  }

  async invoke(event: string, { requestId, label, knownTexts = [requestId, label], traceId }: Call): Promise<unknown> {
    this.label = label;
    const { name, memory } = this.definition;
    const timeout = inspector.url() ? DEBUG_TIMEOUT : this.definition.timeout;
    const context = { awsRequestId: requestId, functionName: name, memoryLimitInMB: String(memory) };
    const timer = setTimeout(() => {
      this.fail(new FunctionTimedOut(`Task timed out after ${timeout} seconds`));
      this.end();
    }, timeout * 1000);
    try {
      return await new Promise((resolve, reject) => {
        this.settle = { resolve, reject };
        const deadline = Date.now() + timeout * 1000;
        this.worker.postMessage({ event, context, deadline, knownTexts, traceId });
      });
    } finally {
      clearTimeout(timer);
      this.settle = undefined;
    }
  }

  end(): void {
    this.usable = false;
    this.ended = true;
    void this.worker.terminate();
  }

  private receive(message: WorkerMessage): void {
    if ('log' in message) this.log(message);
    else if ('error' in message) this.settle?.reject(this.failure(message.error, message.errorMessage));
    else if ('crash' in message) this.crash = message.crash;
    else this.receiveResult(message.result);
  }

  private log({ log: line, level }: { log: string; level: LogLevel }): void {
    const { log } = this.options;
    const { label } = this;
    if (log.output.format === 'json') log.fromFunction({ level, label, text: line, source: undefined });
    else log.fromFunction({ level, label, ...readableStacks(line, this.folders) });
  }

  private failure(error: string, errorMessage?: string): FunctionFailed {
    const { text, source } = readableStacks(error, this.folders);
    return new FunctionFailed(text, source, errorMessage);
  }

  private receiveResult(result: string): void {
    const size = Buffer.byteLength(result);
    if (size <= MAX_RESULT) this.settle?.resolve(JSON.parse(result));
    else {
      const message = `Response payload size (${size} bytes) exceeded maximum allowed payload size (${MAX_RESULT} bytes).`;
      this.settle?.reject(new FunctionFailed(message));
    }
  }

  private fail(error: Error): void {
    this.usable = false;
    if (this.settle) this.settle.reject(error);
    else if (!this.ended) this.options.log(`${this.definition.name} failed after its reply: ${error.message}`);
    this.ended = true;
  }
}

/** All environment variables of a function. The developer's environment and AWS configuration are not visible to it. */
function environmentOf(
  { name, environment }: FunctionDefinition,
  { runtimeEnvironment, environmentOverrides }: FunctionOptions,
) {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...runtimeEnvironment,
    ...environment,
    ...environmentOverrides,
  };
}
