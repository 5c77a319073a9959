import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { z } from 'zod/mini';

/** Milliseconds between two signs of life, and after which a lock without one is stale. */
const HEARTBEAT = 2_000;
const STALE_AFTER = 15_000;

const Content = z.object({ pid: z.int(), id: z.string() });

/**
 * Lets one process at a time use a folder, by a file with its process id. A lock is stale if its process has ended, or has shown
 * no sign of life for a while: its id may belong to another process now, as after a restart of the machine or container.
 */
export class FolderLock {
  private readonly id = randomUUID();
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(private readonly path: string) {}

  /** Takes the lock. Returns the id of the process that holds it, or undefined if this one does now. */
  acquire(): number | undefined {
    const holder = this.holder();
    if (holder !== undefined) return holder;
    rmSync(this.path, { force: true });
    try {
      writeFileSync(this.path, JSON.stringify({ pid: process.pid, id: this.id }), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      // Another process was faster.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return this.read()?.pid ?? 0;
      throw error;
    }
    return undefined;
  }

  /** Shows signs of life from now on. `onLost` is called once, if this process no longer has the lock. */
  keep(onLost: () => void): void {
    this.heartbeat = setInterval(() => {
      if (this.touch()) return;
      clearInterval(this.heartbeat);
      onLost();
    }, HEARTBEAT).unref();
  }

  /** Whether this process still has the lock. It loses it if it did not run for a while, as a suspended one. */
  get held(): boolean {
    return this.read()?.id === this.id;
  }

  release(): void {
    clearInterval(this.heartbeat);
    if (this.held) rmSync(this.path, { force: true });
  }

  private holder(): number | undefined {
    const pid = this.read()?.pid;
    if (pid === undefined || pid === process.pid || !isRunning(pid)) return undefined;
    return Date.now() - statSync(this.path).mtimeMs < STALE_AFTER ? pid : undefined;
  }

  private read(): z.infer<typeof Content> | undefined {
    try {
      return Content.parse(JSON.parse(readFileSync(this.path, 'utf8')));
    } catch {
      return undefined;
    }
  }

  /** False if this process no longer has the lock. */
  private touch(): boolean {
    if (!this.held) return false;
    const now = new Date();
    utimesSync(this.path, now, now);
    return true;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user exists too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
