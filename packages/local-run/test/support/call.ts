import { once } from 'node:events';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Every header's name as it was sent, in lower case. */
  readonly headerNames: readonly string[];
  readonly body: string;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders | readonly string[];
  /** Pieces are sent one by one, in chunks; anything else with a Content-Length. */
  readonly body?: string | Buffer | readonly (string | Buffer)[];
}

/** One HTTP request with exactly these headers, and what came back. */
export async function call(url: string, { method = 'GET', headers = {}, body = '' }: Sent = {}): Promise<Answer> {
  const outgoing = request(url, { method, headers: headers as OutgoingHttpHeaders, agent: false });
  if (typeof body === 'string' || Buffer.isBuffer(body)) outgoing.end(body);
  else {
    for (const piece of body) outgoing.write(piece);
    outgoing.end();
  }
  const [incoming] = await once(outgoing, 'response');
  const headerNames = incoming.rawHeaders.filter((_: string, index: number) => index % 2 === 0);
  return {
    status: incoming.statusCode,
    headers: incoming.headers,
    headerNames: headerNames.map((name: string) => name.toLowerCase()),
    body: await text(incoming),
  };
}

/** A connection on which a test writes what no HTTP client would. */
export async function connection(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Writes bytes to a connection of their own and gives all that comes back until the server closes it. */
export async function exchange(url: string, bytes: string): Promise<string> {
  const socket = await connection(url);
  socket.write(Buffer.from(bytes, 'latin1'));
  return text(socket);
}
