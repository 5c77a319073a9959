import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile, setAside } from '../state/replace-file';
import { UserError } from '../user-error';
import type { Change, Item } from './items';

/** First line of the file. */
interface Head {
  readonly format: 'local-dynamodb-1';
  readonly table: string;
}

export interface ItemFileOptions {
  readonly path: string;
  /** Name of the table. */
  readonly table: string;
  readonly log: (line: string) => void;
  /** Whether the file may still be written: another process may have taken its folder over. */
  readonly mayWrite: () => boolean;
}

/** Milliseconds in which changes may be lost if the machine, not only the process, stops. */
const SYNC_INTERVAL = 1_000;

/**
 * Keeps the items of one table in a file: a head, and one line in JSON for each change. Each change is appended before the client
 * gets its reply: a process that is killed loses nothing that it has answered. A last line that was not written completely is
 * ignored.
 */
export class ItemFile {
  private descriptor: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ItemFileOptions) {}

  /** The changes in order. A file that cannot be read is renamed, never overwritten, and the table starts without items. */
  read(): Change[] {
    const { path, table, log, mayWrite } = this.options;
    if (!existsSync(path) || !mayWrite()) return [];
    const changes = readChanges(path, table);
    if (changes) return changes;
    log(
      `The kept items of the table ${table} cannot be read. The file was renamed to ${setAside(path)}, and the table ` +
        'is empty.',
    );
    return [];
  }

  /**
   * Replaces the content of the file by these items, at once or not at all, and opens it for further changes. Throws a UserError if
   * the file cannot be written.
   */
  replace(items: readonly Item[]): void {
    const { path, table, mayWrite } = this.options;
    const head: Head = { format: 'local-dynamodb-1', table };
    const lines = [head, ...items.map((item): Change => ({ put: item }))].map((line) => `${JSON.stringify(line)}\n`);
    this.close();
    if (!mayWrite()) return;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      replaceFile(path, lines.join(''));
      this.descriptor = openSync(path, 'a', 0o600);
    } catch (error) {
      throw new UserError(
        `The items of the table ${table} cannot be kept: ${(error as Error).message}. Correct this, or start with ` +
          '--state none, which keeps nothing.',
      );
    }
  }

  append(change: Change): void {
    const { table, log, mayWrite } = this.options;
    if (this.descriptor === undefined || !mayWrite()) return;
    const { size } = fstatSync(this.descriptor);
    try {
      writeFileSync(this.descriptor, `${JSON.stringify(change)}\n`);
    } catch (error) {
      // A part of a line, as on a full disk, would make the file unreadable as soon as another line follows.
      ftruncateSync(this.descriptor, size);
      log(`A change of the table ${table} could not be kept: ${(error as Error).message}`);
    }
    this.timer ??= setTimeout(() => this.sync(), SYNC_INTERVAL).unref();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.descriptor === undefined) return;
    fdatasyncSync(this.descriptor);
    closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private sync(): void {
    this.timer = undefined;
    if (this.descriptor !== undefined) fdatasync(this.descriptor, () => {});
  }
}

/** Undefined if a line other than the last is not as it was written. The text after the last line end is ignored. */
function readChanges(path: string, table: string): Change[] | undefined {
  try {
    const [head, ...changes] = readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
    return isHead(head, table) && changes.every(isChange) ? changes : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function isHead(value: unknown, table: string): value is Head {
  return (
    isObject(value) &&
    'format' in value &&
    value.format === 'local-dynamodb-1' &&
    'table' in value &&
    value.table === table
  );
}

function isChange(value: unknown): value is Change {
  return isObject(value) && (('put' in value && isObject(value.put)) || ('delete' in value && isObject(value.delete)));
}
