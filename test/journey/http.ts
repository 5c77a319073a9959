/** What came back; `body` is empty where the reply had none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends one request, with a body as it stands or as JSON. */
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
  const answer = await reply.text();
  return { status: reply.status, headers: reply.headers, body: answer ? JSON.parse(answer) : {} };
}

/** The latest code that the local run's mailbox holds for an address. */
export async function latestCode(api: string, to: string): Promise<string> {
  const reply = await fetch(`${api}/_local/messages?to=${encodeURIComponent(to)}`);
  const messages: { code: string }[] = JSON.parse(await reply.text());
  return messages.at(-1)?.code ?? '';
}
