import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { AuthClient } from '../../../packages/client/src/auth-client';
import { AuthError } from '../../../packages/client/src/auth-error';

/** A client of this process or of a page, with its state as functions. */
export interface DrivenClient {
  readonly client: AuthClient;
  isSignedIn(): Promise<boolean>;
  /** The reasons of `onSignedOut` so far. */
  signedOut(): Promise<readonly string[]>;
}

/** Serves a page that has a client of the API in `client`, with the session in `sessionStorage`, from the built package. */
export async function serveClient(folder: string, api: string): Promise<{ readonly url: string; stop(): void }> {
  const page = `<!doctype html><link rel="icon" href="data:,"><script type="module">
    import { createAuthClient, sessionTokenStorage } from './auth-client.mjs';
    globalThis.signedOut = [];
    globalThis.client = createAuthClient({
      baseUrl: ${JSON.stringify(api)},
      storage: sessionTokenStorage(),
      onSignedOut: (reason) => signedOut.push(reason),
    });
    globalThis.run = async (name, argument) => {
      try {
        return { value: await client[name](argument) };
      } catch ({ code, message, ...details }) {
        return { error: { code, message, details } };
      }
    };
  </script>`;
  const server = createServer(({ url }, response) => {
    const isModule = url === '/auth-client.mjs';
    response.setHeader('Content-Type', isModule ? 'text/javascript' : 'text/html');
    response.end(isModule ? readFileSync(join(folder, 'auth-client.mjs')) : page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, stop: () => server.close() };
}

/** The client of a page. Its methods run in the browser, and what they return or throw comes back as JSON. */
export function clientOf(page: Page): DrivenClient {
  const call = async (name: string, argument: unknown) => {
    const expression = `run(${JSON.stringify(name)}, ${JSON.stringify(argument)})`;
    const { value, error } = Object(await page.evaluate(expression));
    if (error) throw new AuthError(error.code, error.message, error.details);
    return value;
  };
  // Each property is a method of the client: its other members are functions of DrivenClient.
  const client = new Proxy({} as AuthClient, {
    get: (_target, name) => (argument: unknown) => call(String(name), argument),
  });
  return {
    client,
    isSignedIn: async () => Boolean(await page.evaluate('client.isSignedIn')),
    signedOut: () => page.evaluate('signedOut'),
  };
}
