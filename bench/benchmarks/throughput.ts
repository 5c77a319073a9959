import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type LocalServer, startLocalServer } from '../local-server';
import { run, start, stop } from '../processes';
import { interleave, type RunOptions } from '../rounds';
import { compare, measure, type Row } from '../rows';
import { ROOT } from '../workspace';

const CONNECTIONS = 50;
const user = { username: 'ada', password: 'Correct-Horse-7', email: 'ada@example.com' };

interface Load {
  readonly url: string;
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The local run under load: requests per second, failed requests, and the growth of its memory in a minute. */
export async function throughput(options: RunOptions): Promise<Row[]> {
  const server = await startLocalServer(ROOT);
  const idToken = await signIn(server);
  const baseline = await startBaseline(server);
  const headers = { authorization: `Bearer ${idToken}` };
  let failures = 0;
  const requestsPerSecond = (load: Load) => async () => {
    const result = await applyLoad(load, options.quick ? 1 : 3);
    failures += result.failures;
    return result.perSecond;
  };
  const secret = { url: `${server.api}/secret`, headers };
  const samples = await interleave(options, options.quick ? 1 : 3, {
    secret: requestsPerSecond(secret),
    baseline: requestsPerSecond({ url: baseline.url, headers }),
    signIn: requestsPerSecond({
      url: `${server.api}/sign-in`,
      method: 'POST',
      body: JSON.stringify(user, ['username', 'password']),
    }),
  });
  options.progress('a minute of load');
  const before = residentMegabytes(server.pid);
  failures += (await applyLoad(secret, options.quick ? 3 : 60)).failures;
  const grown = residentMegabytes(server.pid) / before;
  stop(baseline.child);
  await server.stop();
  return [
    compare(
      {
        what: 'Local GET /secret, requests per second',
        against: 'node:http by hand',
        unit: '/s',
        target: { atLeast: 0.4 },
      },
      samples.secret,
      samples.baseline,
    ),
    measure({ what: 'Local POST /sign-in, requests per second', against: '', unit: '/s' }, samples.signIn),
    measure({ what: 'Failed local requests under load', against: '', unit: '', target: { atMost: 0 } }, [failures]),
    measure({ what: 'Local memory after a minute of load', against: 'before it', unit: '×', target: { atMost: 1.2 } }, [
      grown,
    ]),
  ];
}

async function applyLoad(load: Load, duration: number): Promise<{ perSecond: number; failures: number }> {
  const input = JSON.stringify({ ...load, duration, connections: CONNECTIONS });
  return JSON.parse((await run(process.execPath, [join(__dirname, 'load.child.mjs')], { input })).stdout);
}

async function signIn({ api }: LocalServer): Promise<string> {
  const call = async (path: string, body?: object) => {
    const reply = await fetch(api + path, body && { method: 'POST', body: JSON.stringify(body) });
    return JSON.parse(await reply.text());
  };
  await call('/sign-up', user);
  const [message] = await call(`/_local/messages?to=${user.email}`);
  await call('/confirm', { username: user.username, code: message.code });
  return (await call('/sign-in', { username: user.username, password: user.password })).idToken;
}

async function startBaseline({ cognito, userPoolId, clientId }: LocalServer) {
  const args = ['--import', 'tsx', join(__dirname, 'baseline-server.ts'), cognito, userPoolId, clientId];
  const { child, output } = start(process.execPath, args, {});
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
  const url = output.stdout.trim();
  if (!url) throw new Error(`The baseline server did not start:\n${output.stderr}`);
  return { url, child };
}

/** The resident memory of a process. */
function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
