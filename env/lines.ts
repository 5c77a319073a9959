import { UserError } from '../lib/user-error';
import type { Variables } from './variables';

export interface Format {
  /** Lines of an .env file instead of commands for a shell. */
  readonly isDotenv: boolean;
  /** The beginning of each name. */
  readonly prefix: string;
}

/** The variables as text, one line each. Throws a UserError if the format cannot hold a value. */
export function linesFor(variables: Variables, { isDotenv, prefix }: Format): string {
  const lines = Object.entries(variables).map(([name, value]) => {
    // In a shell too: a client that reads lines would take the rest for another variable.
    if (/\p{Cc}/u.test(value)) throw new UserError(`The value of ${name} has a control character`);
    return isDotenv
      ? `${prefix}${name}=${quoteForDotenv(name, value)}\n`
      : `export ${prefix}${name}=${quoteForShell(value)}\n`;
  });
  return lines.join('');
}

/** A shell expands nothing between single quotes. */
function quoteForShell(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Without quotes if the value needs none: Docker's --env-file takes quotes as part of the value. An .env file has no escape
 * for a quote, but Node.js and dotenv also accept backticks.
 */
function quoteForDotenv(name: string, value: string): string {
  if (/^[\w.:/@+-]*$/.test(value)) return value;
  const quote = ["'", '`'].find((mark) => !value.includes(mark));
  if (quote === undefined) throw new UserError(`An .env file cannot hold the value of ${name}: ${value}`);
  return quote + value + quote;
}
