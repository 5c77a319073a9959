import { once } from 'node:events';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** The response to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Names of all headers in lower case, in order, repeated ones included. */
  readonly headerNames: readonly string[];
  readonly body: string;
}

/** What to send. */
export interface Sent {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders | readonly string[];
  /** An array is sent in chunks, anything else with a Content-Length. */
  readonly body?: string | Buffer | readonly (string | Buffer)[];
}

/** Sends one HTTP request on a connection of its own, with exactly these headers. */
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

/** Opens a connection, for bytes that an HTTP client would not send. */
export async function connection(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes on a connection of their own and returns what the server sends until it closes the connection. */
export async function exchange(url: string, bytes: string): Promise<string> {
  const socket = await connection(url);
  socket.write(Buffer.from(bytes, 'latin1'));
  return text(socket);
}
