import { once } from 'node:events';
import { relative } from 'node:path';
import { watch } from 'chokidar';
import { minimatch } from 'minimatch';
import type { CdkConfiguration } from '../synth/cdk-configuration';

/** Never watched, whatever cdk.json says: libraries, output of the CDK, and hidden files, to which editors write. */
const NEVER_WATCHED = ['**/node_modules/**', '**/cdk.out/**', '**/.*', '**/.*/**'];

/** Milliseconds. Editors save a file in several steps. */
const SETTLE_TIME = 50;

type WatchPatterns = CdkConfiguration['watch'];

/** The watched source files of the app. */
export interface Sources {
  /**
   * Sets the action for changes, also for those since the start. It gets the changed files, relative to the working directory.
   * Never runs it twice at the same time.
   */
  onChange(action: (files: readonly string[]) => Promise<void>): void;
  close(): Promise<void>;
}

/** Watches the source files in the working directory. Resolves when the watcher is ready. */
export async function watchSources(patterns: WatchPatterns, onError: (error: unknown) => void): Promise<Sources> {
  let changed = false;
  const files = new Set<string>();
  let busy = false;
  let action: ((files: readonly string[]) => Promise<void>) | undefined;
  const runAction = async () => {
    if (busy || !action) return;
    for (busy = true; changed; ) {
      changed = false;
      const names = [...files];
      files.clear();
      await action(names);
    }
    busy = false;
  };
  const isSource = createSourceFilter(patterns);
  // Folders have to pass as long as they may contain a source.
  const ignored = (path: string, stats?: { isFile(): boolean }) => {
    const name = relative('.', path);
    return isNeverWatched(name) || (stats?.isFile() === true && !isSource(name));
  };
  const watcher = watch('.', { ignoreInitial: true, ignored });
  watcher.on('error', onError);
  watcher.on('all', (event, path) => {
    changed = true;
    if (!event.endsWith('Dir')) files.add(relative('.', path));
    setTimeout(runAction, SETTLE_TIME);
  });
  await once(watcher, 'ready');
  return {
    onChange(newAction) {
      action = newAction;
      void runAction();
    },
    close: () => watcher.close(),
  };
}

/**
 * Creates a function that tells whether to watch a file, given its path relative to the working directory: the files that
 * `watch` in cdk.json includes (all by default) and does not exclude, and cdk.json itself.
 */
export function createSourceFilter({ include = '**', exclude = [] }: WatchPatterns = {}): (name: string) => boolean {
  return (name) =>
    !isNeverWatched(name) && (name === 'cdk.json' || (matchesAny(name, include) && !matchesAny(name, exclude)));
}

function isNeverWatched(name: string): boolean {
  return matchesAny(name, NEVER_WATCHED, { dot: true });
}

function matchesAny(name: string, patterns: string | readonly string[], options = {}): boolean {
  return [patterns].flat().some((pattern) => minimatch(name, pattern, options));
}
