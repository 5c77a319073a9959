import { once } from 'node:events';
import { type Agent, createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { generate } from 'selfsigned';
import { cognito } from '../support/cognito';
import { fresh } from '../support/invoke';

/** The part of the SDK's request handler that its type does not have. */
interface RequestHandler {
  httpHandlerConfigs(): { readonly httpsAgent: Agent };
}

/** The client of the handlers, against a server with TLS. */
describe('calls to Cognito over TLS', () => {
  let server: Server;
  /** The connection of each call. */
  let used: Socket[];
  let authority: string;
  let getUser: () => Promise<string | undefined>;

  beforeAll(async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    authority = cert;
    server = createServer({ key, cert }, (request, response) => {
      used.push(request.socket);
      request.resume().on('end', () => response.end('{"Username":"ada","UserAttributes":[]}'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  beforeEach(async () => {
    cognito.restore();
    used = [];
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    const { client, callCognito } = fresh<typeof import('../../../lambda/cognito/client')>(
      '../../../lambda/cognito/client',
    );
    getUser = async () => {
      const command = new GetUserCommand({ AccessToken: 'token' });
      return (await callCognito('GetUser', (options) => client.send(command, options)))?.Username;
    };
    // The SDK creates its configuration at the first call, which fails because the certificate is unknown.
    await expect(getUser()).rejects.toThrow();
    const { httpsAgent } = (client.config.requestHandler as unknown as RequestHandler).httpHandlerConfigs();
    httpsAgent.options.ca = authority;
  });

  afterEach(() => server.closeAllConnections());

  afterAll(async () => {
    server.close();
    await once(server, 'close');
  });

  const wait = (milliseconds: number) => {
    const now = Date.now() + milliseconds;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  };

  it('share one connection in a burst', async () => {
    for (let call = 0; call < 20; call += 1) expect(await getUser()).toBe('ada');
    expect(new Set(used).size).toBe(1);
  });

  it('use the same connection again after a pause of 3 seconds', async () => {
    wait(0);
    await getUser();
    wait(3000);
    expect(await getUser()).toBe('ada');
    expect(new Set(used).size).toBe(1);
  });

  it.each([
    ['after a longer pause, in which Lambda may have frozen the function', 3001],
    ['after a day', 86_400_000],
    ['when the clock was set back', -1],
  ])('use a new connection %s', async (_, milliseconds) => {
    wait(0);
    await getUser();
    wait(milliseconds);
    expect(await getUser()).toBe('ada');
    expect(new Set(used).size).toBe(2);
    // The old one is closed, and does not occupy the server.
    if (used[0]?.closed === false) await once(used[0], 'close');
  });

  it('close each of several connections that were used at once', async () => {
    wait(0);
    await Promise.all([getUser(), getUser(), getUser()]);
    expect(new Set(used).size).toBe(3);
    wait(2000);
    await getUser();
    wait(2000);
    // One was used two seconds ago, and the others were idle for four.
    await Promise.all([getUser(), getUser()]);
    expect(new Set(used).size).toBe(4);
  });

  it('succeed when the server has closed the connection during the pause', async () => {
    wait(0);
    await getUser();
    used[0]?.destroy();
    wait(400_000);
    expect(await getUser()).toBe('ada');
  });

  it('leave a connection open that another call uses', async () => {
    wait(0);
    const first = getUser();
    wait(10_000);
    await Promise.all([first, getUser()]);
    expect(used).toHaveLength(2);
  });
});
