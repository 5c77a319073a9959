import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { localRun, runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

/** Runs commands in bash, in which `npm run -s env` asks the local run at a port. */
async function bash(commands: string, port: string) {
  const env = { ...process.env, PORT: port };
  return promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], { env });
}

describe('npm run env', () => {
  it('sets the variables of a shell to the addresses and ids of the local run', async () => {
    const { api, cognito, userPoolId, clientId } = localRun();
    const names = '$API_URL $REGION $USER_POOL_ID $CLIENT_ID $MANAGED_LOGIN_URL';
    const { stdout } = await bash(`eval "$(npm run -s env)"; echo "${names}"`, new URL(api).port);
    expect(stdout).toBe(`${api} us-east-1 ${userPoolId} ${clientId} ${cognito}\n`);
  });

  it('prints lines for an .env file, with a prefix', async () => {
    const { api } = localRun();
    const { stdout } = await bash('npm run -s env -- --dotenv --prefix VITE_', new URL(api).port);
    expect(stdout.split('\n')[0]).toBe(`VITE_API_URL=${api}`);
  });

  it('says how to start the local run if none answers, and exits with 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    await expect(bash('npm run -s env', String(port))).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(
        `No local run answers at http://localhost:${port}. Start it with npm start, or name a deployed stage with --stage.\n`,
      ),
    });
  });
});
