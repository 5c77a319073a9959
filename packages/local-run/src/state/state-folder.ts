import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FolderLock } from './folder-lock';
import { StateFile } from './state-file';

const LOCK = 'lock';

/** What one state folder holds, and how to write it. */
export interface StateFolderOptions<Content> {
  /** Folder of all states, such as `.local`. */
  readonly root: string;
  /** See `stateName`. */
  readonly name: string;
  /** Of the format of the content: a file of another version is not read. */
  readonly version: number;
  readonly encode: () => unknown;
  readonly decode: (content: unknown) => Content;
  /** Deletes what the folder has kept. */
  readonly fresh: boolean;
  readonly log: (line: string) => void;
}

/** Milliseconds between two writes. */
const INTERVAL = 1_000;
/** A write that takes long is followed by a pause of so many times its duration: a large state must not slow down the run. */
const PAUSE_FACTOR = 10;

/**
 * Keeps a state in a folder: reads it at the start, and writes it within a second after a change and at the end. One process
 * at a time can use a folder; another one keeps nothing.
 */
export class StateFolder<Content> {
  readonly path: string;
  /** What the folder had at the start. */
  readonly content: Content | undefined;
  private readonly file: StateFile;
  private readonly lock: FolderLock;
  private dirty = false;
  private closed = false;
  private failed = false;
  private nextWriteAt = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly options: StateFolderOptions<Content>,
    lock: FolderLock,
  ) {
    const { name, version } = options;
    this.path = folderOf(options);
    this.lock = lock;
    this.file = new StateFile(join(this.path, 'cognito.json'), { name, version });
    this.content = this.read();
    lock.keep(() => this.stop());
  }

  /**
   * Whether this process still has the folder and may write to it. It loses the folder if it did not run for a while, as a
   * suspended one, and another run has started: the log then says it once.
   */
  get held(): boolean {
    if (!this.closed && !this.lock.held) this.stop();
    return !this.closed;
  }

  /** Opens a folder and creates it if there is none. Returns undefined, and logs why, if the state cannot be kept. */
  static open<Content>(options: StateFolderOptions<Content>): StateFolder<Content> | undefined {
    const path = folderOf(options);
    const lock = new FolderLock(join(path, LOCK));
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      chmodSync(path, 0o700);
      const holder = lock.acquire();
      if (holder !== undefined) {
        options.log(`Another local run (process ${holder}) uses ${path}. This one starts empty and keeps nothing.`);
        return undefined;
      }
      if (options.fresh) deleteAllBut(LOCK, path);
      return new StateFolder(options, lock);
    } catch (error) {
      lock.release();
      options.log(`Nothing can be kept in ${path}: ${(error as Error).message}. The run starts empty.`);
      return undefined;
    }
  }

  /** Call it after each change. The change is on the disk a second later. */
  changed(): void {
    if (this.closed) return;
    this.dirty = true;
    this.timer ??= setTimeout(() => this.write(), Math.max(0, this.nextWriteAt - Date.now())).unref();
  }

  /** Writes the last changes now. Returns whether the disk has all changes; if not, the log says why. */
  save(): boolean {
    this.failed = false;
    if (this.dirty) this.write();
    return !this.closed && !this.dirty;
  }

  /** Writes the last changes and lets other processes use the folder. */
  close(): void {
    if (this.dirty) this.write();
    clearTimeout(this.timer);
    this.closed = true;
    this.lock.release();
  }

  private read(): Content | undefined {
    const result = this.file.read(this.options.decode);
    if ('content' in result) return result.content;
    if ('problem' in result) {
      const { problem, keptAs } = result;
      this.options.log(`${this.file.path} ${problem}. It was renamed to ${keptAs}, and the run starts empty.`);
    }
    return undefined;
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.held) return;
    const startedAt = Date.now();
    try {
      this.file.write(this.options.encode());
      this.dirty = false;
      this.failed = false;
    } catch (error) {
      // It is tried again after the next change.
      if (!this.failed) this.options.log(`The state cannot be written to ${this.path}: ${(error as Error).message}`);
      this.failed = true;
    }
    const now = Date.now();
    this.nextWriteAt = now + Math.max(INTERVAL, (now - startedAt) * PAUSE_FACTOR);
  }

  private stop(): void {
    if (this.closed) return;
    this.closed = true;
    this.dirty = false;
    this.options.log(
      `${this.path} was deleted, or another local run uses it now. This one keeps nothing more until it is started again.`,
    );
  }
}

function folderOf({ root, name }: { root: string; name: string }): string {
  return join(root, name);
}

function deleteAllBut(kept: string, folder: string): void {
  for (const name of readdirSync(folder)) if (name !== kept) rmSync(join(folder, name), { recursive: true });
}
