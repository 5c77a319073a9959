import { once } from 'node:events';
import { relative } from 'node:path';
import { watch } from 'chokidar';
import { minimatch } from 'minimatch';
import { type CdkConfiguration, readCdkConfiguration } from '../synth/assembly';

/** Never sources, whatever cdk.json says: libraries, what the CDK writes, and hidden files (which editors write to). */
const NEVER = ['**/node_modules/**', '**/cdk.out/**', '**/.*', '**/.*/**'];

/** Milliseconds: editors save in several steps. */
const SETTLE = 50;

/** Changes of the app's sources, from the moment when this exists. */
export interface Sources {
  /** Acts on the changes so far and on those to come, one run at a time. */
  onChange(action: () => Promise<void>): void;
  close(): Promise<void>;
}

/**
 * Watches the files that `watch` in cdk.json includes, and cdk.json itself; all files of the working directory if
 * cdk.json has no `watch`. Resolves once the watcher is ready.
 */
export async function watchSources(report: (error: unknown) => void): Promise<Sources> {
  let changed = false;
  let busy = false;
  let act: (() => Promise<void>) | undefined;
  const settle = async () => {
    if (busy || !act) return;
    for (busy = true; changed; ) {
      changed = false;
      await act();
    }
    busy = false;
  };
  const isSource = sourceFilter((await readCdkConfiguration()).watch);
  const ignored = (path: string, stats?: { isFile(): boolean }) => {
    const name = relative('.', path);
    return (
      NEVER.some((pattern) => minimatch(name, pattern, { dot: true })) || (stats?.isFile() === true && !isSource(name))
    );
  };
  const watcher = watch('.', { ignoreInitial: true, ignored });
  watcher.on('error', report);
  watcher.on('all', () => {
    changed = true;
    setTimeout(settle, SETTLE);
  });
  await once(watcher, 'ready');
  return {
    onChange(action) {
      act = action;
      void settle();
    },
    close: () => watcher.close(),
  };
}

/** Whether a path, relative to the working directory, is one of the files to watch. */
export function sourceFilter({ include = '**', exclude = [] }: NonNullable<CdkConfiguration['watch']> = {}) {
  const matches = (name: string, patterns: string | readonly string[]) =>
    [patterns].flat().some((pattern) => minimatch(name, pattern));
  return (name: string): boolean => name === 'cdk.json' || (matches(name, include) && !matches(name, exclude));
}
