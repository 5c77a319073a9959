import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');
const MAX_README_LINES = 200;

const documents = [
  ...markdownIn('.', { recursive: false }),
  ...markdownIn('.github'),
  ...markdownIn('docs'),
  ...readdirSync(join(ROOT, 'packages')).flatMap((name) => markdownIn(`packages/${name}`, { recursive: false })),
];

function markdownIn(folder: string, { recursive } = { recursive: true }): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.md')).map((file) => join(folder, file));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The text of a document without its code, in which a link or a heading would be an example. */
function proseOf(file: string): string {
  return read(file)
    .replace(/^```.*?^```$/gms, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()<>]/g, ''));
}

/** The anchors that GitHub gives the headings: lower case, hyphens for spaces, without punctuation. */
function anchorsOf(file: string): string[] {
  const counts = new Map<string, number>();
  return [...proseOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

/** Targets of links and images inside this repository. */
function relativeLinksOf(file: string): string[] {
  const text = proseOf(file);
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, link, attribute = '']) => link ?? attribute,
  );
  return targets.filter((target) => !/^[a-z]+:/i.test(target));
}

function isBroken(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path ? join(dirname(file), path) : file;
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && !(target.endsWith('.md') && anchorsOf(target).includes(anchor));
}

describe.each(documents)('%s', (file) => {
  it('has no broken link to a file or heading of this repository', () => {
    expect(relativeLinksOf(file).filter((link) => isBroken(file, link))).toEqual([]);
  });

  // zsh, the default shell of macOS, does not accept comments in commands that are typed or pasted.
  it('has no comments in its shell commands', () => {
    const blocks = [...read(file).matchAll(/^```(?:sh|bash|zsh|shell)\n(.*?)^```$/gms)].map(
      ([, commands = '']) => commands,
    );
    expect(blocks.flatMap((commands) => commands.match(/(?:^|\s)#.*/gm) ?? [])).toEqual([]);
  });
});

const withContents = ['api', 'architecture', 'clients', 'managed-login', 'operations', 'performance', 'security'];

describe.each(withContents.map((name) => `docs/${name}.md`))('%s', (file) => {
  it('lists all its sections in its table of contents', () => {
    const [beforeFirstSection = ''] = read(file).split(/^## /m);
    const listed = [...beforeFirstSection.matchAll(/^- \[(.+)\]\(#/gm)].map(([, title]) => title);
    const sections = [...read(file).matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(listed).toEqual(sections);
  });
});

describe('README.md', () => {
  it(`has at most ${MAX_README_LINES} lines`, () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_README_LINES);
  });
});
