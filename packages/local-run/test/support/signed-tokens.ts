import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Payload = Readonly<Record<string, unknown>>;

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The key pair of a user pool, to sign tokens with any content. */
export class SigningPool {
  readonly kid = randomUUID();
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

  constructor(readonly id: string) {}

  get jwks() {
    return {
      keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', alg: 'RS256' }],
    };
  }

  idToken(claims: Payload = {}): string {
    return this.token({ token_use: 'id', aud: 'some-client', 'cognito:username': 'ada', ...claims });
  }

  accessToken(claims: Payload = {}): string {
    return this.token({
      token_use: 'access',
      client_id: 'some-client',
      username: 'ada',
      scope: 'aws.cognito.signin.user.admin',
      ...claims,
    });
  }

  /** A token with any header, signed with the private key. */
  token(claims: Payload, header: Payload = {}): string {
    const content = this.content(claims, { alg: 'RS256', ...header });
    return `${content}.${sign('RSA-SHA256', Buffer.from(content), this.keys.privateKey).toString('base64url')}`;
  }

  /** An HS256 token with the public key as the secret (algorithm confusion). */
  tokenSignedWithPublicKey(): string {
    const content = this.content({ token_use: 'id' }, { alg: 'HS256' });
    const publicKey = this.keys.publicKey.export({ type: 'spki', format: 'pem' });
    return `${content}.${createHmac('sha256', publicKey).update(content).digest('base64url')}`;
  }

  unsignedToken(alg: string): string {
    return `${this.content({ token_use: 'id' }, { alg })}.`;
  }

  private content(claims: Payload, header: Payload): string {
    const now = Math.floor(Date.now() / 1000);
    const [region] = this.id.split('_');
    const iss = `https://cognito-idp.${region}.amazonaws.com/${this.id}`;
    const payload = { sub: 'sub-of-ada', iss, iat: now, exp: now + 60, ...claims };
    return `${base64url({ kid: this.kid, ...header })}.${base64url(payload)}`;
  }
}

/** Serves the public keys of user pools on 127.0.0.1. A test may replace `answer`. */
export class KeyServer {
  requests = 0;
  answer: (path: string, response: ServerResponse) => void;
  private readonly server: Server;

  private constructor(pools: readonly SigningPool[]) {
    this.answer = (path, response) => {
      const pool = pools.find(({ id }) => path === `/${id}/.well-known/jwks.json`);
      response.writeHead(pool ? 200 : 404).end(JSON.stringify(pool?.jwks ?? { message: 'no such pool' }));
    };
    this.server = createServer((request, response) => {
      this.requests += 1;
      this.answer(request.url ?? '', response);
    }).listen(0, '127.0.0.1');
  }

  static async start(pools: readonly SigningPool[]): Promise<KeyServer> {
    const keys = new KeyServer(pools);
    await once(keys.server, 'listening');
    return keys;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}
