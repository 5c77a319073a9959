import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFiles } from '../../../packages/local-run/test/support/temporary-folder';

const ROOT = join(__dirname, '../../..');

/** The text of a guide in docs/guides, by its name such as `front-end`. */
function read(guide: string): string {
  return readFileSync(join(ROOT, `docs/guides/${guide}.md`), 'utf8');
}

/** The files that a guide prints: each is a code block below a line that begins with its path, such as **`src/api.ts`**. */
export function filesOf(guide: string): Record<string, string> {
  const blocks = read(guide).matchAll(/^\*\*`([^`]+)`\*\*[^\n]*\n\n```\w+\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, path = '', text = '']) => [path, text]));
}

/** The code blocks of a section, in their order. */
export function blocksOf(guide: string, section: string): { readonly language: string; readonly text: string }[] {
  const [, after] = read(guide).split(`\n## ${section}\n`);
  if (after === undefined) throw new Error(`docs/guides/${guide}.md has no section "${section}"`);
  const [content = ''] = after.split(/^## /m);
  const blocks = content.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].map(([, language = '', text = '']) => ({ language, text }));
}

/** Replaces a text that must occur. */
export function replaceIn(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`The guide does not contain "${from}"`);
  return text.replaceAll(from, to);
}

/**
 * Applies a diff as the guides print them: lines that begin with "-", "+" or a space, and " ..." for lines left out. Throws
 * if the file does not have the lines that a part begins from, or has them twice.
 */
export function applyDiff(text: string, diff: string): string {
  let done = '';
  let rest = text;
  for (const part of diff.split(/^ ?\.\.\.\n/m)) {
    const side = (change: string) =>
      part.replace(change === '+' ? /^-.*\n/gm : /^\+.*\n/gm, '').replace(/^[ +-]/gm, '');
    const [before, after] = [side('-'), side('+')];
    const at = `\n${rest}`.indexOf(`\n${before}`);
    if (at < 0) throw new Error(`The file does not have these lines:\n${before}`);
    if (`\n${rest}`.includes(`\n${before}`, at + 1)) throw new Error(`The file has these lines twice:\n${before}`);
    done += rest.slice(0, at) + after;
    rest = rest.slice(at + before.length);
  }
  return done + rest;
}

/** Replaces a text that must occur in a file. */
export function replaceInFile(file: string, from: string, to: string): void {
  writeFileSync(file, replaceIn(readFileSync(file, 'utf8'), from, to));
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * Writes the files of a guide to a folder. Instead of an installation, links the packages of this repository that its
 * package.json names. Throws if one is missing or has another major version.
 */
export function createProject(folder: string, files: Readonly<Record<string, string>>): void {
  writeFiles(folder, files);
  const { dependencies, devDependencies }: Manifest = JSON.parse(files['package.json'] ?? '{}');
  for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
    const installed = join(ROOT, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    const [major] = version.split('.');
    if (!range.startsWith(`^${major}.`) && !range.startsWith(`~${major}.`)) {
      throw new Error(`The guide names ${name} ${range}, but ${version} is installed and tested`);
    }
    link(installed, join(folder, 'node_modules', name));
  }
  link(join(ROOT, 'node_modules/.bin'), join(folder, 'node_modules/.bin'));
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
