import type { IncomingMessage } from 'node:http';

/**
 * Reads the body of a request; undefined if it has more than `limit` bytes. Such a body is read to its end and discarded,
 * because a client that is still sending would not receive the reply.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  return length <= limit ? Buffer.concat(chunks) : undefined;
}
