import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';

/** GET /secret without a gateway: one process verifies the token and replies. The lower limit for the local run. */
const [, , cognito = '', userPoolId = '', clientId = ''] = process.argv;
const fetcher = {
  fetch: async (uri: string) => (await fetch(new URL(new URL(uri).pathname, cognito))).arrayBuffer(),
};
const verifier = CognitoJwtVerifier.create(
  { userPoolId, clientId, tokenUse: 'id' },
  { jwksCache: new SimpleJwksCache({ fetcher }) },
);

const server = createServer(async ({ headers }, response) => {
  try {
    const { sub, email } = await verifier.verify(headers.authorization?.slice('Bearer '.length) ?? '');
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ user: { sub, email } }));
  } catch {
    response.writeHead(401).end();
  }
}).listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
