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

  constructor(
    private readonly path: string,
    private readonly table: string,
    private readonly log: (line: string) => void,
  ) {}

  /** The changes in order. A file that cannot be read is renamed, never overwritten, and the table starts without items. */
  read(): Change[] {
    if (!existsSync(this.path)) return [];
    const changes = readChanges(this.path, this.table);
    if (changes) return changes;
    this.log(
      `The kept items of the table ${this.table} cannot be read. The file was renamed to ${setAside(this.path)}, and the table ` +
        'is empty.',
    );
    return [];
  }

  /**
   * Replaces the content of the file by these items, at once or not at all, and opens it for further changes. Throws a UserError if
   * the file cannot be written.
   */
  replace(items: readonly Item[]): void {
    const head: Head = { format: 'local-dynamodb-1', table: this.table };
    const lines = [head, ...items.map((item): Change => ({ put: item }))].map((line) => `${JSON.stringify(line)}\n`);
    this.close();
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      replaceFile(this.path, lines.join(''));
      this.descriptor = openSync(this.path, 'a', 0o600);
    } catch (error) {
      throw new UserError(
        `The items of the table ${this.table} cannot be kept: ${(error as Error).message}. Correct this, or start with ` +
          '--state none, which keeps nothing.',
      );
    }
  }

  append(change: Change): void {
    if (this.descriptor === undefined) return;
    const { size } = fstatSync(this.descriptor);
    try {
      writeFileSync(this.descriptor, `${JSON.stringify(change)}\n`);
    } catch (error) {
      // A part of a line, as on a full disk, would make the file unreadable as soon as another line follows.
      ftruncateSync(this.descriptor, size);
      this.log(`A change of the table ${this.table} could not be kept: ${(error as Error).message}`);
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
