import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { run } from './processes';
import { BENCH, createDirectory } from './workspace';

/** A Cognito endpoint that answers every sign-in with tokens, immediately. */
export interface CognitoStub {
  /** Environment variables that direct the SDK to the stub. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/** About as long as a real token. */
const token = 'x'.repeat(1000);
const reply = JSON.stringify({
  AuthenticationResult: {
    IdToken: token,
    AccessToken: token,
    RefreshToken: token,
    ExpiresIn: 900,
    TokenType: 'Bearer',
  },
});

const acceptSignIn: RequestListener = (request, response) => {
  request
    .resume()
    .on('end', () => response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(reply));
};

/** Listens on 127.0.0.1; with TLS, as Cognito does, or without. */
export async function startCognitoStub({ tls }: { tls: boolean }): Promise<CognitoStub> {
  const { stdout } = await run(process.execPath, [join(BENCH, 'certificate.mjs')]);
  const certificate: { readonly key: string; readonly cert: string } = JSON.parse(stdout);
  const server = tls ? createTlsServer(certificate, acceptSignIn) : createServer(acceptSignIn);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const authority = join(createDirectory(), 'certificate.pem');
  writeFileSync(authority, certificate.cert);
  return {
    environment: {
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
      ...(tls && { NODE_EXTRA_CA_CERTS: authority }),
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
