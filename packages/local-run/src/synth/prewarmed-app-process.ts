import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AppEnvironment, AppProcess, runApp } from './app-process';

/** Runs before the app does, and makes it wait. */
const AHEAD = pathToFileURL(join(__dirname, 'wait-for-run.mjs')).href;

/**
 * A command of the form that cdk.json has: Node, modules to import first, a script. Others are run as they are, because
 * nobody can tell which of their processes is to wait.
 */
const NODE_SCRIPT = /^(node(?: --import [\w@./-]+)*) ([\w./-]+\.[cm]?[jt]s)$/;

/** Milliseconds from one run to the start of the next process: first, what the run has changed is looked at. */
const PAUSE = 1000;

/**
 * Runs the app again and again, each time in a new process, so that nothing of a run before is left in it. Most of a run is
 * Node loading libraries: so the next process is started ahead, loads what the last one did, and waits.
 */
export class PrewarmedAppProcess {
  private command = '';
  private waiting: { readonly app: AppProcess; readonly command: string; readonly installed: number } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /** `modules` is the file in which one process leaves for the next what it has loaded. */
  constructor(private readonly modules: string) {}

  /** Runs the app once, in the process that waits if it is of any use. */
  async run(command: string, environment: AppEnvironment): Promise<void> {
    clearTimeout(this.timer);
    this.command = command;
    const app = this.takeWaiting() ?? this.start();
    try {
      if (!app) return await runApp(command, environment);
      app.sendInput(JSON.stringify(environment));
      await app.finish(command);
    } finally {
      this.timer = setTimeout(() => this.prepare(), PAUSE).unref();
    }
  }

  /** Starts the process for the next run, which is done some time after each run. It reads no source of the app. */
  prepare(): void {
    clearTimeout(this.timer);
    this.endWaiting();
    const app = this.closed ? undefined : this.start();
    if (app) this.waiting = { app, command: this.command, installed: lastInstall() };
  }

  /** Ends the process that waits, and starts no other. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.endWaiting();
  }

  private endWaiting(): void {
    this.waiting?.app.end();
    this.waiting = undefined;
  }

  private start(): AppProcess | undefined {
    const [, node, script] = NODE_SCRIPT.exec(this.command) ?? [];
    if (!node) return undefined;
    return new AppProcess(`${node} --import "${AHEAD}" ${script}`, { MODULES_LOADED_BEFORE: this.modules });
  }

  /** None of use where cdk.json has another command meanwhile, or the libraries on the disk are others than it has loaded. */
  private takeWaiting(): AppProcess | undefined {
    const { waiting } = this;
    if (waiting && (waiting.command !== this.command || waiting.installed !== lastInstall())) this.endWaiting();
    const app = this.waiting?.app;
    this.waiting = undefined;
    return app;
  }
}

/** When npm last changed node_modules. */
function lastInstall(): number {
  return statSync('node_modules/.package-lock.json', { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
