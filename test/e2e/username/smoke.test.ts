import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { temporaryFolder } from '../../../packages/local-run/test/support/temporary-folder';
import { localRun, runOnce } from '../support/local-run';
import { countSmokeUsers, expectSuccess, rowsWith, runSmokeTest, startSmokeTest } from '../support/smoke';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const withIdentityPool = ['-c', 'identityPool=true'];

describe('npm run smoke for a stage with usernames', () => {
  const folder = temporaryFolder();
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });

  /** An API of which `answer` handles some requests; the local run answers all others. Returns its URL. */
  async function serveInstead(
    answer: (request: IncomingMessage, response: ServerResponse) => boolean,
  ): Promise<string> {
    const server = createServer((incoming, response) => {
      if (answer(incoming, response)) return;
      const { method, url = '/', headers } = incoming;
      const forwarded = request(localRun().api + url, { method, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      incoming.pipe(forwarded);
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('exits with 0 with the identity pool', async () => {
    const outputs = { IdentityPoolId: localRun().identityPoolId };
    const result = await runSmokeTest(folder, { args: withIdentityPool, outputs });
    await expectSuccess(result);
    const names = rowsWith('ok', result).map(([name]) => name);
    for (const name of [
      'GET /hello',
      'GET /secret with an ID token',
      'GET /secret with an access token',
      'GET /me with an access token',
      'GET /admin with an ID token, not in admins',
      'GET /admin with an ID token, in admins',
      'GET /private with a signature',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('exits with 0 without the identity pool, and then calls no route that takes signatures', async () => {
    const result = await runSmokeTest(folder);
    await expectSuccess(result);
    expect(result.output).not.toContain('/private');
  });

  it('exits with 0 with --wait if the API is not available at first', async () => {
    let unavailable = 1;
    const ApiUrl = await serveInstead((_, response) => {
      unavailable -= 1;
      if (unavailable >= 0) response.writeHead(503).end();
      return unavailable >= 0;
    });
    await expectSuccess(await runSmokeTest(folder, { args: ['--wait', '30'], outputs: { ApiUrl } }));
  });

  it('exits with 1 if a route accepts requests without a token, and deletes the user', async () => {
    const ApiUrl = await serveInstead(({ method, url }, response) => {
      const isUnguarded = method === 'GET' && url === '/secret';
      if (isUnguarded) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return isUnguarded;
    });
    const result = await runSmokeTest(folder, { outputs: { ApiUrl } });
    expect(rowsWith('FAILED', result)).toEqual([
      ['GET /secret without a token', '401 unauthorized', '200', 'FAILED'],
      ['GET /secret with an access token', '401 unauthorized', '200', 'FAILED'],
    ]);
    expect(rowsWith('ok', result)).toContainEqual(['Delete the test user', 'done', 'done', 'ok']);
    expect([result.code, await countSmokeUsers()]).toEqual([1, 0]);
  });

  it('exits with 1 if an error is no problem (RFC 9457) or lacks a security header', async () => {
    const ApiUrl = await serveInstead(({ url }, response) => {
      const isUnknown = url === '/smoke-test-unknown';
      if (isUnknown) response.writeHead(404, { 'content-type': 'text/html' }).end();
      return isUnknown;
    });
    const result = await runSmokeTest(folder, { outputs: { ApiUrl } });
    expect(rowsWith('FAILED', result)).toEqual([
      ['GET of an unknown path', '404 not_found', '404 as text/html', 'FAILED'],
      ['Security headers of API Gateway', 'no-store, nosniff', 'no cache-control, no x-content-type-options', 'FAILED'],
      ['CORS of API Gateway from any origin', 'allowed', 'refused', 'FAILED'],
    ]);
    expect(result.code).toBe(1);
  });

  it('exits with 1 if the user pool has another password policy than the stage', async () => {
    const policy = { minLength: 12, requireLowercase: true, requireUppercase: true, requireDigits: true };
    const passwordPolicy = JSON.stringify({ ...policy, requireSymbols: false });
    const result = await runSmokeTest(folder, { args: ['-c', `passwordPolicy=${passwordPolicy}`] });
    expect(rowsWith('FAILED', result)).toEqual([
      ['Password policy', '12 characters, lower, upper, digit', '8 characters, lower, upper, digit, symbol', 'FAILED'],
    ]);
    expect([result.code, await countSmokeUsers()]).toEqual([1, 0]);
  });

  it('exits with 1 if other origins may call the API than the stage allows', async () => {
    const result = await runSmokeTest(folder, { args: ['-c', 'allowedOrigins=https://app.example.com'] });
    expect(rowsWith('FAILED', result).map(([name]) => name)).toEqual([
      'CORS preflight from another origin',
      'CORS of a function from another origin',
      'CORS of API Gateway from another origin',
    ]);
    expect(result.code).toBe(1);
  });

  it('exits with 1 and creates no user if the API does not reply', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const result = await runSmokeTest(folder, { outputs: { ApiUrl: `http://127.0.0.1:${port}` } });
    expect(rowsWith('FAILED', result)).toEqual([['GET /hello', '200', 'no reply: ECONNREFUSED', 'FAILED']]);
    expect(result.output).not.toContain('user');
    expect(result.code).toBe(1);
  });

  it('exits with 1 and deletes the user if it is interrupted', async () => {
    let signedIn = () => {};
    const signIn = new Promise<void>((resolve) => {
      signedIn = resolve;
    });
    const ApiUrl = await serveInstead(({ url }) => {
      if (url === '/me') signedIn();
      // Never answered, with a token.
      return url === '/me';
    });
    const run = startSmokeTest(folder, { outputs: { ApiUrl } });
    await signIn;
    run.kill('SIGINT');
    const { code, errors } = await run.result;
    expect([code, errors, await countSmokeUsers()]).toEqual([1, 'Interrupted.\n', 0]);
  });

  it('exits with 1 and a sentence without credentials, and for an unknown option', async () => {
    const environment = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const results = [await runSmokeTest(folder, { environment }), await runSmokeTest(folder, { args: ['--all'] })];
    expect(results).toEqual([
      { code: 1, output: '', errors: expect.stringMatching(/^There are no AWS credentials\. Set .*\n$/) },
      { code: 1, output: '', errors: "Unknown option '--all'. Use --help to list the options.\n" },
    ]);
  });
});
