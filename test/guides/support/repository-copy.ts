import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../../packages/local-run/test/support/temporary-folder';
import { applyDiff } from './guide';

const ROOT = join(__dirname, '../../..');

/** Copies the files of this repository that git does not ignore, and links the installed packages. */
export function copyRepository(): string {
  const copy = join(temporaryFolder(), 'my-product');
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT });
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** A file that a guide prints as a whole, or a diff of one. */
interface Change {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** The text of a section of a guide. */
export function sectionOf(guide: string, section: string): string {
  const [, after] = readFileSync(join(ROOT, `docs/guides/${guide}.md`), 'utf8').split(`\n## ${section}\n`);
  if (after === undefined) throw new Error(`docs/guides/${guide}.md has no section "${section}"`);
  const [content = ''] = after.split(/^## /m);
  return content;
}

/** The changes in the sections of a guide, in their order. A change is a code block below a line with its path in bold. */
export function changesIn(guide: string, sections: readonly string[]): Change[] {
  return sections.flatMap((section) => {
    const blocks = sectionOf(guide, section).matchAll(/^\*\*`([^`]+)`\*\*\n\n```(\w+)\n(.*?)^```$/gms);
    return [...blocks].map(([, path = '', language = '', code = '']) => ({ path, language, text: code }));
  });
}

/** Makes the changes in a copy of the repository. */
export function applyChanges(copy: string, changes: readonly Change[]): void {
  for (const { path, language, text } of changes) {
    const file = join(copy, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, language === 'diff' ? applyDiff(readFileSync(file, 'utf8'), text) : text);
  }
}
