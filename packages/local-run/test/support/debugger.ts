import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';

/** A message of the inspector protocol. */
export interface ProtocolMessage {
  readonly method?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A debugger that is attached to a Node.js process. */
export interface Debugger {
  send(method: string, params?: object): void;
  /** All messages so far. */
  readonly messages: readonly ProtocolMessage[];
  close(): void;
}

/** Attaches to the inspector at an address such as ws://127.0.0.1:9230/ID. Node.js 20 has no WebSocket client. */
export async function attachDebugger(address: string): Promise<Debugger> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  };
  const handshake = request(address.replace('ws:', 'http:'), { headers }).end();
  const [, socket] = (await once(handshake, 'upgrade')) as [IncomingMessage, Socket];
  const messages: ProtocolMessage[] = [];
  let received = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let frame = parseFrame(received); frame; frame = parseFrame(received)) {
      received = received.subarray(frame.end);
      if (frame.isText) messages.push(JSON.parse(frame.payload.toString('utf8')));
    }
  });
  let id = 0;
  return {
    send: (method, params = {}) => socket.write(createFrame(JSON.stringify({ id: ++id, method, params }))),
    messages,
    close: () => socket.destroy(),
  };
}

/** The first frame of RFC 6455, without a mask. Undefined if it is not complete. */
function parseFrame(bytes: Buffer) {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1);
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const end = start + length;
  if (bytes.length < end) return undefined;
  return { isText: (bytes.readUInt8(0) & 15) === 1, payload: bytes.subarray(start, end), end };
}

/** A text frame with a mask of zeros, up to 65,535 bytes. */
function createFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(0x80 | 126, 1);
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
