import { stripVTControlCharacters, styleText } from 'node:util';

/** How the log looks. */
export interface LogOutput {
  /** `json`: one JSON object per line for requests and functions. `text`: for people. */
  readonly format: 'json' | 'text';
  /** Whether text has colors. */
  readonly colors: boolean;
  /** Whether text includes the records of functions that only repeat the line of their request. */
  readonly verbose: boolean;
}

/** An answered request. */
export interface RequestRecord {
  readonly method: string;
  /** The path as in the template: the path of a request may contain a token by mistake. */
  readonly path: string;
  /** Undefined if the client canceled the request. */
  readonly status: number | undefined;
  readonly milliseconds: number;
  /** The `code` of a reply of type application/problem+json. */
  readonly code: string | undefined;
}

/** A call of a Lambda function by a user pool. */
export interface TriggerRecord {
  /** Cognito's `triggerSource`, such as `PreSignUp_SignUp`. */
  readonly trigger: string;
  /** `error`: the handler threw an error. `failed`: the function did not answer. */
  readonly outcome: 'ok' | 'error' | 'failed';
  readonly milliseconds: number;
  /** The message of the error, if it is a code. */
  readonly code: string | undefined;
}

/** Levels of Lambda's log. */
export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** What a function wrote to its console. */
export interface FunctionRecord {
  readonly level: LogLevel;
  /** Such as `GET /notes` or `trigger PreSignUp_SignUp`. */
  readonly label: string;
  /** A JSON line, or in text format what Node.js would print. */
  readonly text: string;
  /** File and line of the error in the text, if there is one. */
  readonly source: string | undefined;
}

/** A request or a call of a trigger that failed because its function threw, could not be loaded or did not answer. */
export interface FailureRecord {
  readonly requestId: string;
  /** Such as `GET /notes` or `trigger PreSignUp_SignUp`. */
  readonly label: string;
  /** The error with its causes and stack. */
  readonly text: string;
  /** File and line of the error, such as `lambda/notes/list.ts:12`. */
  readonly source: string | undefined;
}

/** Writes the log of the local run. Called as a function, it writes a line for the developer as it is. */
export interface Logger {
  (line: string): void;
  readonly output: LogOutput;
  readonly request: (record: RequestRecord) => void;
  readonly trigger: (record: TriggerRecord) => void;
  readonly fromFunction: (record: FunctionRecord) => void;
  readonly failure: (record: FailureRecord) => void;
}

type Style = Parameters<typeof styleText>[0];

/** Creates a logger that passes each line, or several lines of text, to `write`. */
export function createLogger(output: LogOutput, write: (lines: string) => void): Logger {
  const records = output.format === 'json' ? jsonRecords(write) : textRecords(write, output);
  return Object.assign((line: string) => write(line), { output, ...records });
}

type Records = Pick<Logger, 'request' | 'trigger' | 'fromFunction' | 'failure'>;

function jsonRecords(write: (line: string) => void): Records {
  const now = () => new Date().toISOString();
  return {
    request({ status, method, path, milliseconds, code }) {
      const outcome = status === undefined ? { canceled: true } : { status };
      write(JSON.stringify({ time: now(), ...outcome, method, route: path, ms: milliseconds, code }));
    },
    trigger({ trigger, outcome, milliseconds, code }) {
      write(JSON.stringify({ time: now(), outcome, trigger, ms: milliseconds, code }));
    },
    fromFunction: ({ text }) => write(text),
    failure({ requestId, label, text, source }) {
      const [errorMessage, ...stackTrace] = text.split('\n');
      const message = { errorMessage, stackTrace };
      write(JSON.stringify({ timestamp: now(), level: 'ERROR', requestId, route: label, source, message }));
    },
  };
}

const levelStyles: Readonly<Record<LogLevel, Style>> = {
  TRACE: 'dim',
  DEBUG: 'dim',
  INFO: 'cyan',
  WARN: 'yellow',
  ERROR: 'red',
};

const outcomeStyles: Readonly<Record<TriggerRecord['outcome'], Style>> = {
  ok: 'green',
  error: 'yellow',
  failed: 'red',
};

/** The end of a line about a request or a trigger. */
interface LineDetails {
  readonly milliseconds: number;
  readonly code: string | undefined;
  readonly style: Style;
}

function textRecords(write: (lines: string) => void, { colors }: LogOutput): Records {
  const paint = createPainter(colors);
  const fromFunction = ({ level, label, text, source }: FunctionRecord) => {
    const head = [paint(levelStyles[level], label), ...(source ? [paint('bold', source)] : [])];
    write([...head, dimFrames(text, paint)].join('  '));
  };
  const line = (shown: string, what: string, { milliseconds, code, style }: LineDetails) => {
    const time = paint('dim', new Date().toTimeString().slice(0, 8));
    const took = paint('dim', `${milliseconds} ms`);
    write([time, shown, what, took, ...(code ? [paint(style, code)] : [])].join(' '));
  };
  return {
    request({ status, method, path, milliseconds, code }) {
      const style = statusStyle(status);
      const shown = status === undefined ? 'canceled by the client' : paint(style, String(status));
      line(shown, `${method} ${path}`, { milliseconds, code, style });
    },
    trigger({ trigger, outcome, milliseconds, code }) {
      const style = outcomeStyles[outcome];
      line(paint(style, outcome), `trigger ${trigger}`, { milliseconds, code, style });
    },
    fromFunction,
    failure: (record) => fromFunction({ ...record, level: 'ERROR' }),
  };
}

/** Creates a function that adds a style to a text, if colors are on. */
export function createPainter(colors: boolean): (style: Style, text: string) => string {
  // Newer versions of Node.js would check the colors of stdout themselves. `colors` has already done that.
  return (style, text) => (colors ? styleText(style, text, { validateStream: false }) : text);
}

function statusStyle(status: number | undefined): Style {
  if (status === undefined || status >= 500) return 'red';
  if (status >= 400) return 'yellow';
  return status >= 300 ? 'cyan' : 'green';
}

function dimFrames(text: string, paint: ReturnType<typeof createPainter>): string {
  const lines = text.split('\n');
  return lines.map((line) => (/^\s+at /.test(line) ? paint('dim', stripVTControlCharacters(line)) : line)).join('\n');
}
