import { devNull } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FunctionDefinition } from '../template/read-deployment';

/** A function that threw, could not be loaded or ended its process; the message is for the log. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

/** A function that did not answer within its own timeout. */
export class FunctionTimedOut extends Error {
  override readonly name = 'FunctionTimedOut';
}

export interface FunctionOptions {
  /** Variables that Lambda itself would set, and the endpoints of the services that are replaced here. */
  readonly runtimeEnvironment: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** Requests to one function that run at the same time; Lambda's own limit is a thousand, a laptop's threads are few. */
const CONCURRENCY = 4;

/** A Lambda function: as many workers as there are requests at one time, each kept for the next request. */
export class LambdaFunction {
  private readonly idle: ExecutionEnvironment[] = [];
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private closed = false;

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly options: FunctionOptions,
  ) {}

  /** Runs the handler with one event, as JSON, and gives what it returned. Throws FunctionFailed or FunctionTimedOut. */
  async invoke(event: string, requestId: string): Promise<unknown> {
    if (this.running < CONCURRENCY) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    const environment = this.takeIdle() ?? new ExecutionEnvironment(this.definition, this.options);
    try {
      return await environment.invoke(event, requestId);
    } finally {
      this.release(environment);
    }
  }

  /** Ends the workers, those that are at work once they have answered. */
  close(): void {
    this.closed = true;
    for (const environment of this.idle.splice(0)) environment.end();
  }

  /** One of them may have ended meanwhile, by what its handler left running. */
  private takeIdle(): ExecutionEnvironment | undefined {
    const environment = this.idle.pop();
    return environment === undefined || environment.usable ? environment : this.takeIdle();
  }

  /** Keeps the environment for the next request and hands its place on, to the longest waiting if one waits. */
  private release(environment: ExecutionEnvironment): void {
    if (this.closed) environment.end();
    else if (environment.usable) this.idle.push(environment);
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}

/** One worker thread that holds a loaded handler and serves one request at a time, as Lambda's environments do. */
class ExecutionEnvironment {
  usable = true;
  private ended = false;
  private readonly worker: Worker;
  private settle: { resolve: (result: unknown) => void; reject: (error: Error) => void } | undefined;

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly options: FunctionOptions,
  ) {
    const { module, handler, memory } = definition;
    this.worker = new Worker(join(__dirname, 'lambda-runtime.mjs'), {
      workerData: { module: pathToFileURL(module).href, handler },
      env: environmentOf(definition, options),
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
    this.worker.unref();
    this.worker.on('message', (message) => this.receive(message));
    this.worker.on('error', (error) => this.fail(new FunctionFailed(error.stack ?? error.message)));
    this.worker.on('exit', (code) => this.fail(new FunctionFailed(`The worker ended with ${code}`)));
  }

  async invoke(event: string, requestId: string): Promise<unknown> {
    const { name, timeout, memory } = this.definition;
    const context = { awsRequestId: requestId, functionName: name, memoryLimitInMB: String(memory) };
    const timer = setTimeout(() => {
      this.fail(new FunctionTimedOut(`Task timed out after ${timeout} seconds`));
      this.end();
    }, timeout * 1000);
    try {
      return await new Promise((resolve, reject) => {
        this.settle = { resolve, reject };
        const deadline = Date.now() + timeout * 1000;
        this.worker.postMessage({ event, context, deadline });
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

  private receive(message: { log: string } | { error: string } | { result: string }): void {
    if ('log' in message) this.options.log(message.log);
    else if ('error' in message) this.settle?.reject(new FunctionFailed(message.error));
    else this.settle?.resolve(JSON.parse(message.result));
  }

  private fail(error: Error): void {
    this.usable = false;
    if (this.settle) this.settle.reject(error);
    else if (!this.ended) this.options.log(`${this.definition.name} failed after its reply: ${error.message}`);
    this.ended = true;
  }
}

/** All that a function may see of its surroundings: nothing of the developer's own environment or AWS settings. */
function environmentOf({ name, environment }: FunctionDefinition, { runtimeEnvironment }: FunctionOptions) {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...runtimeEnvironment,
    ...environment,
  };
}
