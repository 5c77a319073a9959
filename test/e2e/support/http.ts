import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';

/** What came back; `body` is empty where the reply had none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

const openApi = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(openApi, 'openapi');

/** Sends one request, with a body as it stands or as JSON. The answer has to be one that docs/openapi.json promises. */
export async function send(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(text !== undefined && { body: text }),
  });
  const content = await reply.text();
  const answer = { status: reply.status, headers: reply.headers, body: content ? JSON.parse(content) : {} };
  requirePromised(method, new URL(url).pathname, answer);
  return answer;
}

function requirePromised(method: string, path: string, { status, headers, body }: Answer): void {
  const operation = openApi.paths[path]?.[method.toLowerCase()];
  if (!operation) return;
  const response = operation.responses[status];
  if (!response) throw new Error(`docs/openapi.json knows no ${status} of ${method} ${path}`);
  const pointer = response.$ref ?? `#/paths/${escaped(path)}/${method.toLowerCase()}/responses/${status}`;
  const mediaType = headers.get('content-type');
  if (!mediaType || status === 204) return;
  const schema = `openapi${pointer}/content/${escaped(mediaType)}/schema`;
  if (!ajv.validate({ $ref: schema }, body)) {
    throw new Error(`${method} ${path} ${status} is not as in docs/openapi.json: ${ajv.errorsText()}`);
  }
}

/** As a JSON pointer has it. */
function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The latest code that the local run's mailbox holds for an address. */
export async function latestCode(api: string, to: string): Promise<string> {
  const reply = await fetch(`${api}/_local/messages?to=${encodeURIComponent(to)}`);
  const messages: { code: string }[] = JSON.parse(await reply.text());
  return messages.at(-1)?.code ?? '';
}
