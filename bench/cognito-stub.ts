import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { selfSignedCertificate } from './certificate';
import { folder } from './workspace';

/** A Cognito that lets everybody in, at once. `environment` is what points the SDK at it. */
export interface CognitoStub {
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/** About as long as real ones. */
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

const letIn: RequestListener = (request, response) => {
  request
    .resume()
    .on('end', () => response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(reply));
};

/** Listens on the loopback interface; with TLS, as Cognito itself does, or without. */
export async function cognitoStub({ tls }: { tls: boolean }): Promise<CognitoStub> {
  const certificate = selfSignedCertificate();
  const server = tls ? createTlsServer(certificate, letIn) : createServer(letIn);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const authority = join(folder(), 'certificate.pem');
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
