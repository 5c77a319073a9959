import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { UserError } from '../user-error';

const ASSIGNMENT = /^\s*(export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=/;

/**
 * Reads environment variables from a file with a line `NAME=value` for each. Empty lines and lines that start with `#` are
 * skipped; a value may be in quotes. Throws a UserError that names the line, without its text, because it may be a secret.
 */
export function readEnvironmentFile(path: string): Record<string, string> {
  const variables = readText(path)
    .split('\n')
    .map((line, index) => {
      if (/^\s*(#.*)?$/.test(line)) return {};
      if (ASSIGNMENT.test(line)) return parseEnv(line) as Record<string, string>;
      throw new UserError(`Line ${index + 1} of ${path} must have the form NAME=value`);
    });
  return Object.assign({}, ...variables);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UserError(`The file of --functions-env cannot be read: ${(error as Error).message}`);
  }
}
