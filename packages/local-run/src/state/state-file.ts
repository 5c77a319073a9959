import { createHash } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { z } from 'zod/mini';
import { replaceFile, setAside } from './replace-file';

const FORMAT = 'cdk-local-run state';

const Envelope = z.object({
  format: z.literal(FORMAT),
  version: z.number(),
  /** See `stateName`: a file that was copied from another folder is not read. */
  name: z.string(),
  /** SHA-256 of the content in JSON, in hexadecimal digits. */
  checksum: z.string(),
  content: z.unknown(),
});

/** What a file must have to be read. */
interface Expected {
  readonly name: string;
  readonly version: number;
}

/** What came of reading a file: its content, that there is none, or why it cannot be used and where it was moved. */
type ReadResult<Content> =
  | { readonly content: Content }
  | { readonly missing: true }
  | { readonly problem: string; readonly keptAs: string };

/** One JSON file that is replaced as a whole, so that it is complete after a crash at any moment. */
export class StateFile {
  private lastChecksum: string | undefined;

  constructor(
    readonly path: string,
    private readonly expected: Expected,
  ) {}

  /** Reads the file. One that cannot be used is renamed and never overwritten. `decode` throws if the content is not valid. */
  read<Content>(decode: (content: unknown) => Content): ReadResult<Content> {
    try {
      const text = this.readText();
      return text === undefined ? { missing: true } : { content: decode(this.parse(text)) };
    } catch (error) {
      const problem = error instanceof UnusableFile ? error.message : OTHER_VERSION;
      return { problem, keptAs: setAside(this.path) };
    }
  }

  /** Replaces the file, unless it has this content already. */
  write(content: unknown): void {
    const json = JSON.stringify(content);
    const checksum = checksumOf(json);
    if (checksum === this.lastChecksum) return;
    const { name, version } = this.expected;
    const envelope = JSON.stringify({ format: FORMAT, version, name, checksum });
    replaceFile(this.path, `${envelope.slice(0, -1)},"content":${json}}\n`);
    this.lastChecksum = checksum;
  }

  private readText(): string | undefined {
    try {
      const text = readFileSync(this.path, 'utf8');
      chmodSync(this.path, 0o600);
      return text;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      throw new UnusableFile(`cannot be read (${message})`);
    }
  }

  private parse(text: string): unknown {
    const { success, data } = Envelope.safeParse(parseJson(text));
    if (!success) throw new UnusableFile('is not a state of the local run');
    if (data.version !== this.expected.version) throw new UnusableFile(OTHER_VERSION);
    if (data.name !== this.expected.name) throw new UnusableFile(`belongs to ${JSON.stringify(data.name)}`);
    if (checksumOf(JSON.stringify(data.content)) !== data.checksum) throw new UnusableFile('is damaged');
    return data.content;
  }
}

const OTHER_VERSION = 'is from another version of the local run';

/** The message completes a sentence that begins with the file. */
class UnusableFile extends Error {}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableFile('is not complete JSON');
  }
}

const checksumOf = (json: string) => createHash('sha256').update(json).digest('hex');
