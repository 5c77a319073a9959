import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The parts of a source map that say where the sources are. */
interface SourceMap {
  readonly sourceRoot?: string;
  readonly sources: readonly string[];
}

/**
 * Lets the source maps in a folder name the real places of their sources, so that stacks and debuggers find them. A bundler
 * writes paths relative to the bundle, which the synth then moves: a path that leads nowhere is looked up in the project.
 */
export function locateSources(folder: string, project: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.map'))) {
    const map = parseSourceMap(readFileSync(join(folder, file), 'utf8'));
    if (!map) continue;
    const sources = map.sources.map((source) => locate(`${map.sourceRoot ?? ''}${source}`, folder, project));
    writeFileSync(join(folder, file), JSON.stringify({ ...map, sourceRoot: '', sources }));
  }
}

function locate(source: string, folder: string, project: string): string {
  const path = [resolve(folder, source), resolve(project, source.replace(/^(\.\.?\/)+/, ''))].find(existsSync);
  return path === undefined ? source : pathToFileURL(path).href;
}

/** Undefined for a file that is no source map. */
function parseSourceMap(text: string): SourceMap | undefined {
  try {
    const map = JSON.parse(text);
    return Array.isArray(map?.sources) ? map : undefined;
  } catch {
    return undefined;
  }
}
