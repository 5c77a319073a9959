import { UserError } from '../user-error';
import type { LogOutput } from './logger';

/** The parts of a standard stream that decide on colors. */
interface Terminal {
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

/**
 * Chooses the output by LOG (`text`, `json` or `verbose`). Without LOG, a terminal gets text and a file or pipe gets JSON.
 * Throws a UserError for another value.
 */
export function chooseOutput({ LOG, ...environment }: NodeJS.ProcessEnv, terminal: Terminal): LogOutput {
  if (LOG && !['text', 'json', 'verbose'].includes(LOG)) {
    throw new UserError(`LOG must be text, json or verbose, not "${LOG}"`);
  }
  const isText = LOG ? LOG !== 'json' : terminal.isTTY === true;
  return {
    format: isText ? 'text' : 'json',
    colors: isText && hasColors(environment, terminal),
    verbose: LOG === 'verbose',
  };
}

/** As Node.js does for a terminal: FORCE_COLOR takes precedence over NO_COLOR. */
function hasColors({ FORCE_COLOR, NO_COLOR }: NodeJS.ProcessEnv, terminal: Terminal): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR) return false;
  return terminal.isTTY === true && terminal.hasColors?.() !== false;
}
