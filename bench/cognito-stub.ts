import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { startNetwork } from './network';
import { run } from './processes';
import { BENCH, createDirectory } from './workspace';

/** A Cognito endpoint that answers sign-ins with tokens and GetUser with a user, immediately. */
export interface CognitoStub {
  /** Environment variables that direct the SDK to the stub. */
  readonly environment: Readonly<Record<string, string>>;
  /** The number of TLS handshakes so far. */
  readonly handshakes: number;
  close(): void;
}

export interface CognitoStubOptions {
  readonly tls: boolean;
  /**
   * Milliseconds that the network takes in each direction.
   * @default 0
   */
  readonly latency?: number;
  /**
   * What happens to a connection that is idle for 5 seconds: the server closes it, or the network drops its packets silently.
   * @default - it stays open
   */
  readonly idle?: 'closed' | 'dropped';
}

/** About as long as a real token. */
const token = 'x'.repeat(1000);
const replies: Readonly<Record<string, object>> = {
  InitiateAuth: {
    AuthenticationResult: {
      IdToken: token,
      AccessToken: token,
      RefreshToken: token,
      ExpiresIn: 900,
      TokenType: 'Bearer',
    },
  },
  GetUser: { Username: 'ada', UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }] },
};

const reply: RequestListener = (request, response) => {
  const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
  const json = JSON.stringify(replies[operation] ?? {});
  request.resume().on('end', () => response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(json));
};

/** Listens on 127.0.0.1; with TLS, as Cognito does, or without. */
export async function startCognitoStub({ tls, latency = 0, idle }: CognitoStubOptions): Promise<CognitoStub> {
  const { stdout } = await run(process.execPath, [join(BENCH, 'certificate.mjs')]);
  const certificate: { readonly key: string; readonly cert: string } = JSON.parse(stdout);
  const server = tls ? createTlsServer(certificate, reply) : createServer(reply);
  // Closes no idle connection by itself, and sends no header that announces it.
  server.keepAliveTimeout = 0;
  let handshakes = 0;
  server.on('secureConnection', () => {
    handshakes += 1;
  });
  const port = await listen(server);
  const network = latency > 0 || idle ? await startNetwork({ port, latency, idle }) : undefined;
  const authority = join(createDirectory(), 'certificate.pem');
  writeFileSync(authority, certificate.cert);
  return {
    environment: {
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `${tls ? 'https' : 'http'}://127.0.0.1:${network?.port ?? port}`,
      ...(tls && { NODE_EXTRA_CA_CERTS: authority }),
    },
    get handshakes() {
      return handshakes;
    },
    close() {
      network?.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
