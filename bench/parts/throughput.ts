import { once } from 'node:events';
import { join } from 'node:path';
import { type LocalServer, startLocalServer } from '../local-server';
import { end, run, start } from '../processes';
import type { Scale } from '../rounds';
import { interleaved } from '../rounds';
import { compare, measure, type Row } from '../rows';
import { ROOT } from '../workspace';
import { residentMegabytes } from './memory';

const CONNECTIONS = 50;
const ada = { username: 'ada', password: 'Correct-Horse-7', email: 'ada@example.com' };

interface Load {
  readonly url: string;
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The local run under load: requests a second, what failed, and what a minute of it does to its memory. */
export async function throughput(scale: Scale): Promise<Row[]> {
  const server = await startLocalServer(ROOT);
  const idToken = await signedIn(server);
  const floor = await startFloor(server);
  const headers = { authorization: `Bearer ${idToken}` };
  let failures = 0;
  const perSecond = (load: Load) => async () => {
    const result = await underLoad(load, scale.quick ? 1 : 3);
    failures += result.failures;
    return result.perSecond;
  };
  const secret = { url: `${server.api}/secret`, headers };
  const samples = await interleaved(scale, scale.quick ? 1 : 3, {
    secret: perSecond(secret),
    byHand: perSecond({ url: floor.url, headers }),
    signIn: perSecond({
      url: `${server.api}/sign-in`,
      method: 'POST',
      body: JSON.stringify(ada, ['username', 'password']),
    }),
  });
  scale.progress('a minute of it');
  const before = residentMegabytes(server.pid);
  failures += (await underLoad(secret, scale.quick ? 3 : 60)).failures;
  const grown = residentMegabytes(server.pid) / before;
  end(floor.child);
  await server.stop();
  return [
    compare(
      { what: 'Local GET /secret, a second', against: 'node:http by hand', unit: '/s', target: { atLeast: 0.4 } },
      samples.secret,
      samples.byHand,
    ),
    measure({ what: 'Local POST /sign-in, a second', against: '', unit: '/s' }, samples.signIn),
    measure({ what: 'Local requests that failed under load', against: '', unit: '', target: { atMost: 0 } }, [
      failures,
    ]),
    measure({ what: 'Local memory after a minute of load', against: 'before it', unit: '×', target: { atMost: 1.2 } }, [
      grown,
    ]),
  ];
}

async function underLoad(load: Load, duration: number): Promise<{ perSecond: number; failures: number }> {
  const input = JSON.stringify({ ...load, duration, connections: CONNECTIONS });
  return JSON.parse((await run(process.execPath, [join(__dirname, 'load.child.mjs')], { input })).stdout);
}

async function signedIn({ api }: LocalServer): Promise<string> {
  const ask = async (path: string, body?: object) => {
    const reply = await fetch(api + path, body && { method: 'POST', body: JSON.stringify(body) });
    return JSON.parse(await reply.text());
  };
  await ask('/sign-up', ada);
  const [message] = await ask(`/_local/messages?to=${ada.email}`);
  await ask('/confirm', { username: ada.username, code: message.code });
  return (await ask('/sign-in', { username: ada.username, password: ada.password })).idToken;
}

async function startFloor({ cognito, userPoolId, clientId }: LocalServer) {
  const args = ['--import', 'tsx', join(__dirname, 'floor-server.ts'), cognito, userPoolId, clientId];
  const { child, output } = start(process.execPath, args, {});
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
  const url = output.stdout.trim();
  if (!url) throw new Error(`The server by hand did not start:\n${output.stderr}`);
  return { url, child };
}
