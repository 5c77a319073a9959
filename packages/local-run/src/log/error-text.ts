import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/** An error as text, and where it was thrown. */
export interface ErrorText {
  readonly text: string;
  /** Such as `lambda/notes/list.ts:12`. Undefined if the text has no stack. */
  readonly source: string | undefined;
}

/**
 * Makes the stacks in a text readable: paths below one of the folders become relative to it, and the frames of Node.js, of
 * libraries and of the local run are left out, unless there are no others.
 */
export function readableStacks(text: string, folders: readonly string[]): ErrorText {
  const lines = text.split('\n').map((line) => relativePaths(line, folders));
  const isShown = lines.some(isFrameOfProject) ? isFrameOfProject : createOnce();
  const shown: string[] = [];
  for (const line of lines) {
    if (!isFrame(line) || isShown(line)) shown.push(line);
    // The last frame may open the properties of the error: "at … {".
    else if (line.endsWith(' {')) shown.push(`${shown.pop()} {`);
  }
  return { text: shown.join('\n'), source: shown.map(sourceOf).find((source) => source !== undefined) };
}

/** A line such as `    at list (lambda/list.ts:1:2)`, or `    ... 2 lines matching cause stack trace ...`. */
function isFrame(line: string): boolean {
  return /^\s+(at |\.\.\. \d+ lines matching)/.test(stripVTControlCharacters(line));
}

function isFrameOfProject(line: string): boolean {
  return (
    isFrame(line) && !/node_modules[\\/]|[( ]node:|lambda-runtime\.mjs|\.\.\. \d+ lines|<anonymous>\)?$/.test(line)
  );
}

/** Accepts the first frame only. */
function createOnce(): () => boolean {
  let count = 0;
  return () => count++ === 0;
}

function sourceOf(line: string): string | undefined {
  return /^\s+at (?:.*\()?(?!node:)([^()]+:\d+):\d+\)?(?: \{)?$/.exec(line)?.[1];
}

function relativePaths(line: string, folders: readonly string[]): string {
  const plain = isFrame(line) ? stripVTControlCharacters(line) : line;
  const withPaths = plain.replace(/file:\/\/\/[^\s()'"]+/g, toPath);
  return folders.reduce(
    (result, folder) => result.replaceAll(`${folder}/`, '').replaceAll(`${folder}\\`, ''),
    withPaths,
  );
}

function toPath(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
