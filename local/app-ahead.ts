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

/**
 * Runs the app again and again, each time in a new process, so that nothing of a run before is left in it. Most of a run is
 * Node loading libraries: `prepare` starts the next process ahead, which loads what the last one did and waits.
 */
export class AppAhead {
  private command = '';
  private waiting: { readonly app: AppProcess; readonly command: string; readonly installed: number } | undefined;

  /** `modules` is the file in which one process leaves for the next what it has loaded. */
  constructor(private readonly modules: string) {}

  /** Runs the app once, in the process that waits if it is of any use. */
  async run(command: string, environment: AppEnvironment): Promise<void> {
    this.command = command;
    const app = this.takeWaiting() ?? this.start();
    if (!app) return runApp(command, environment);
    app.tell(JSON.stringify(environment));
    await app.finish(command);
  }

  /** Starts the process for the next run. It reads no source of the app before that. */
  prepare(): void {
    this.close();
    const app = this.start();
    if (app) this.waiting = { app, command: this.command, installed: lastInstall() };
  }

  /** Ends the process that waits. */
  close(): void {
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
    if (waiting && (waiting.command !== this.command || waiting.installed !== lastInstall())) this.close();
    const app = this.waiting?.app;
    this.waiting = undefined;
    return app;
  }
}

/** When npm last changed node_modules. */
function lastInstall(): number {
  return statSync('node_modules/.package-lock.json', { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
