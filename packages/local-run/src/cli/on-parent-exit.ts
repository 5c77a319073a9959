import { readFileSync } from 'node:fs';

/** Milliseconds between two looks at the parent process, which cost two system calls each. */
const INTERVAL = 500;

/**
 * Runs an action once, when npm has ended, which started this process directly or through a shell. npm that is ended by a signal
 * does not end its script, because the shell does not forward the signal. The operating system then gives this process or
 * the shell another parent (but not on Windows).
 */
export function onParentExit(action: () => void): void {
  const ancestors = ancestorIds();
  const timer = setInterval(() => {
    if (ancestorIds() === ancestors) return;
    clearInterval(timer);
    action();
  }, INTERVAL);
  timer.unref();
}

/** The ids of the parent and, on Linux, of its parent. */
function ancestorIds(): string {
  const { ppid } = process;
  if (process.platform !== 'linux') return String(ppid);
  try {
    // "pid (name) state ppid …", where the name may contain spaces and parentheses.
    const [, grandparent] = /\) \S (\d+) [^)]*$/.exec(readFileSync(`/proc/${ppid}/stat`, 'utf8')) ?? [];
    return `${ppid} ${grandparent}`;
  } catch {
    return String(ppid);
  }
}
