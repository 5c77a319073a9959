import { readFileSync } from 'node:fs';
import { z } from 'zod/mini';
import { UserError } from '../user-error';

const text = z.string().check(z.minLength(1));

const User = z.strictObject({
  username: z.optional(text),
  sub: z.optional(z.uuid()),
  email: z.optional(text),
  password: text,
  confirmed: z._default(z.boolean(), true),
  disabled: z._default(z.boolean(), false),
  groups: z._default(z.array(text), []),
  attributes: z._default(z.record(text, text), {}),
  userPool: z.optional(text),
});

const File = z.strictObject({
  users: z._default(z.array(User), []),
  tables: z._default(z.record(text, z.array(z.record(z.string(), z.json()))), {}),
});

/** The content of a seed file: users, and items in plain JSON by the logical id or name of their table. */
export type SeedFile = z.infer<typeof File>;

/** A user of a seed file. */
export type SeedFileUser = SeedFile['users'][number];

/** Reads a seed file. Throws a UserError that names the file, the entry and what is wrong. */
export function readSeedFile(path: string): SeedFile {
  const json = parseJson(path, readText(path));
  const { success, data, error } = File.safeParse(json);
  if (!success) throw new UserError(`${path}: ${issueText(error.issues[0], json)}`);
  for (const [index, user] of data.users.entries()) {
    const own = ['email', 'email_verified', 'sub'].find((name) => Object.hasOwn(user.attributes, name));
    if (own === undefined) continue;
    throw new UserError(`${path}: ${describeUser(index, user)}: attributes must not contain ${own}`);
  }
  return data;
}

/** Names a user in a message: the position in the file, and the name. */
export function describeUser(index: number, { username, email }: Pick<SeedFileUser, 'username' | 'email'>): string {
  return `users[${index}] (${JSON.stringify(username ?? email ?? '')})`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'ENOENT' ? `There is no seed file ${path}` : `${path} cannot be read: ${message}`);
  }
}

function parseJson(path: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    // The parser quotes the text near the error, which may be a password.
    const [, position] = /at position (\d+)/.exec((error as Error).message) ?? [];
    const lines = json.slice(0, Number(position)).split('\n');
    const place = position && ` (line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`;
    throw new UserError(`${path} is not valid JSON${place ?? ''}`);
  }
}

/** Never quotes a value, which may be a password. */
function issueText(issue: z.core.$ZodIssue | undefined, json: unknown): string {
  const at = issue?.path.reduce<string>(
    (path, key) => path + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`),
    '',
  );
  const place = at?.replace(/^\./, '') || 'the file';
  if (issue?.code === 'unrecognized_keys') return `${place} has the unknown key "${issue.keys[0]}"`;
  if (issue?.code === 'too_small') return `${place} must not be empty`;
  if (issue?.code === 'invalid_type') {
    return valueAt(json, issue.path) === undefined
      ? `${place} is missing`
      : `${place} must be ${kinds[issue.expected] ?? issue.expected}`;
  }
  return `${place} has the wrong form`;
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  string: 'a string',
};

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => Object(at)[key], json);
}
