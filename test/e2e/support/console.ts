import { EmbeddedCognito } from '../../../packages/local-run/src/cognito/embedded-cognito';
import { awsReply } from '../../../packages/local-run/src/console/aws';
import type { ClientConfiguration } from '../../../packages/local-run/src/console/client-configuration';
import { consoleReply } from '../../../packages/local-run/src/console/console';
import { LiveEvents } from '../../../packages/local-run/src/console/live-events';
import { readSignInConfiguration } from '../../../packages/local-run/src/console/sign-in-configuration';
import { listen } from '../../../packages/local-run/src/http/loopback-server';
import { sendReply } from '../../../packages/local-run/src/http/reply';

/** The console in this process, without an API. */
export interface RunningConsole {
  readonly url: string;
  /** Performs an operation on the user pool. */
  admin(operation: string, input: object): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
}

interface ConsoleOptions {
  /** CloudFormation properties of the user pool. */
  readonly properties?: Record<string, unknown>;
  /** @default false */
  readonly withoutPool?: boolean;
}

/** Starts the console of a user pool with these properties. */
export async function startConsole({
  properties = {},
  withoutPool = false,
}: ConsoleOptions = {}): Promise<RunningConsole> {
  const pool = { logicalId: 'Users', id: 'eu-west-1_Users0001', properties, clients: [], groups: [] };
  const events = new LiveEvents();
  const cognito = new EmbeddedCognito({
    region: 'eu-west-1',
    log: () => {},
    onChange: (name) => events.signal(name),
  });
  cognito.configure([pool]);
  const server = await listen(
    async (incoming, response) => {
      if (events.handle(incoming, response, true)) return;
      const services = { cognito, dynamodb, isLoaded: true };
      const reply = (await awsReply(incoming, services)) ?? consoleReply(incoming, { cognito, configuration });
      if (reply) sendReply(response, reply);
      else response.writeHead(404).end();
    },
    0,
    'PORT',
  );
  const configuration: ClientConfiguration = {
    apiUrl: server.url,
    region: 'eu-west-1',
    productName: 'Example',
    userPoolId: withoutPool ? undefined : pool.id,
    userPoolClientId: undefined,
    cognito: server.url,
    ...readSignInConfiguration({ ...pool, managedLogin: undefined, identityProviders: [] }),
    managedLogin: null,
    routes: [{ method: 'POST', path: '/sign-in', auth: 'open' }],
    tables: [],
    embedded: { cognito: true, dynamodb: false },
  };
  return {
    url: server.url,
    async admin(operation, input) {
      const reply = await cognito.perform(
        {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
          authorization: 'AWS4-HMAC-SHA256 Credential=test',
        },
        Buffer.from(JSON.stringify({ UserPoolId: pool.id, ...input })),
      );
      if (reply.status !== 200) throw new Error(reply.body);
      return JSON.parse(reply.body);
    },
    close: () => server.close(),
  };
}

const dynamodb = { answer: () => Promise.resolve(undefined) };
