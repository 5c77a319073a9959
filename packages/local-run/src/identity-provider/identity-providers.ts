import type { JsonWebKey } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLocalHost } from '../http/local-names';
import { type LoopbackServer, listen } from '../http/loopback-server';
import { parseRequestTarget } from '../http/request-target';
import type { ProviderDefinition } from './definition';
import { createSigningKey, StandIn } from './stand-in';

/** What a user pool needs in order to use a provider. */
export interface ProviderEndpoint {
  /** URL whose `/.well-known/openid-configuration` describes the provider. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** One provider that is served. Its stand-in is created by the first request. */
interface Served extends ProviderEndpoint {
  readonly definition: ProviderDefinition;
  standIn?: Promise<StandIn>;
}

/** Stand-ins for the identity providers of all user pools, on one port: each is an issuer with a path of its own. */
export class LocalIdentityProviders {
  private server: LoopbackServer | undefined;
  /** By the path of the issuer. */
  private served: ReadonlyMap<string, Served> = new Map();
  /** Of all stand-ins of the process. It takes up to half a second to generate. */
  private static signingKey: Promise<JsonWebKey> | undefined;

  constructor(private readonly log: (line: string) => void) {}

  /** URL of the port; undefined until there was a provider. */
  get url(): string | undefined {
    return this.server?.url;
  }

  /** Opens the port, 0 for a free one, with the first provider. */
  async start(definitions: readonly ProviderDefinition[], port: number): Promise<void> {
    if (definitions.length > 0) this.server ??= await listen(this.listener, port, 'IDENTITY_PROVIDER_PORT');
  }

  /** Closes the port. */
  close(): void {
    this.server?.close();
  }

  /** Serves these providers, and no others. One that has not changed is kept. `start` has opened the port if there is one. */
  configure(definitions: readonly ProviderDefinition[]): void {
    const { url = '' } = this;
    const entries = definitions.map((definition) => {
      const path = pathOf(definition.userPoolId, definition.name);
      const issuer = `${url}${path}`;
      const current = this.served.get(path);
      const isSame = current?.issuer === issuer && JSON.stringify(current.definition) === JSON.stringify(definition);
      // The real secret is a reference to AWS Secrets Manager, which nothing resolves here.
      const clientSecret = randomBytes(32).toString('base64url');
      return [path, isSame ? current : { issuer, clientId: definition.clientId, clientSecret, definition }] as const;
    });
    this.served = new Map(entries);
    // Begun before the first sign-in needs it.
    if (definitions.length > 0) LocalIdentityProviders.signingKey ??= createSigningKey();
  }

  /** The endpoint of a provider; undefined if there is no such provider. */
  endpoint(userPoolId: string, name: string): ProviderEndpoint | undefined {
    return this.served.get(pathOf(userPoolId, name));
  }

  private readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    this.respond(request, response).catch((error: unknown) => {
      // Without the message, which may quote the request.
      if (request.complete) this.log(`The stand-in of an identity provider failed with ${(error as Error).name}`);
      response.destroy();
    });
  };

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLocalHost(request.headers.host)) return sendText(response, 403, 'The Host header must be localhost');
    const { path } = parseRequestTarget(request.url);
    const served = this.served.get(path.split('/', 3).join('/'));
    if (served === undefined) return sendText(response, 404, 'There is no such identity provider');
    served.standIn ??= this.createStandIn(served);
    return (await served.standIn).respond(request, response);
  }

  private async createStandIn(served: Served): Promise<StandIn> {
    const { definition, issuer, clientSecret } = served;
    LocalIdentityProviders.signingKey ??= createSigningKey();
    return new StandIn({ definition, issuer, clientSecret, signingKey: await LocalIdentityProviders.signingKey });
  }
}

function pathOf(userPoolId: string, name: string): string {
  return `/${userPoolId}/${encodeURIComponent(name)}`;
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(text);
}
