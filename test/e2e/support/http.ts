import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';

/** A reply; `body` is an empty object if the reply has none. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

const openApi = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(openApi, 'openapi');

/** Sends a request: a string body unchanged, any other as JSON. Throws if docs/openapi.json does not describe the reply. */
export async function send(
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpReply> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(text !== undefined && { body: text }),
  });
  const content = await response.text();
  const reply = { status: response.status, headers: response.headers, body: content ? JSON.parse(content) : {} };
  assertDescribed(method, new URL(url).pathname, reply);
  return reply;
}

function assertDescribed(method: string, sentPath: string, { status, headers, body }: HttpReply): void {
  const path = pathInDocument(sentPath);
  const operation = openApi.paths[path]?.[method.toLowerCase()];
  if (!operation) return;
  const key = !operation.responses[status] && 200 <= status && status < 300 ? '2XX' : status;
  const response = operation.responses[key];
  if (!response) throw new Error(`docs/openapi.json has no reply ${status} of ${method} ${path}`);
  const pointer = response.$ref ?? `#/paths/${escapePointer(path)}/${method.toLowerCase()}/responses/${key}`;
  const mediaType = headers.get('content-type');
  if (!mediaType || status === 204) return;
  const schema = `openapi${pointer}/content/${escapePointer(mediaType)}/schema`;
  if (!ajv.validate({ $ref: schema }, body)) {
    throw new Error(`The reply ${status} of ${method} ${path} is not valid by docs/openapi.json: ${ajv.errorsText()}`);
  }
}

/** The path as the document has it: `/notes/{id}` for `/notes/1`. A path without parameters takes precedence. */
function pathInDocument(path: string): string {
  const parts = path.split('/');
  const matches = (candidate: string) => {
    const expected = candidate.split('/');
    return (
      expected.length === parts.length && expected.every((part, index) => part === parts[index] || /^\{/.test(part))
    );
  };
  return path in openApi.paths ? path : (Object.keys(openApi.paths).find(matches) ?? path);
}

/** A key in a JSON pointer (RFC 6901). */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** An e-mail in the mailbox of the local run. */
export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly code: string;
}

/** The latest e-mail to an address, from the mailbox of the local run. */
export async function latestMessage(api: string, to: string): Promise<Message | undefined> {
  const response = await fetch(`${api}/_local/messages?to=${encodeURIComponent(to)}`);
  const messages: Message[] = JSON.parse(await response.text());
  return messages.at(-1);
}

/** The latest code that was sent to an address; empty if none. */
export async function latestCode(api: string, to: string): Promise<string> {
  return (await latestMessage(api, to))?.code ?? '';
}
