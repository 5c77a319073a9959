import { join } from 'node:path';
import { findSignInFunction, signInEvent } from '../bundles';
import { startCognitoStub } from '../cognito-stub';
import { findLambdaNode } from '../lambda-node';
import { run } from '../processes';
import type { RunOptions } from '../rounds';
import { compare, type Row } from '../rows';
import { quantile } from '../statistics';

/** Requests of each kind in a round that count. */
const REQUESTS = 700;
/** Requests before them that do not count: V8 compiles during these. */
const WARM_UP = 200;

/** The overhead of the handler over a call of the SDK, when everything is loaded and compiled. */
export async function warm({ quick, progress }: RunOptions): Promise<Row[]> {
  const stub = await startCognitoStub({ tls: false });
  const { module, environment } = await findSignInFunction();
  const env = { ...environment, ...stub.environment, AWS_REGION: 'us-east-1' };
  const args = [join(__dirname, 'warm.child.cjs'), module, JSON.stringify(signInEvent), String(REQUESTS + WARM_UP)];
  const shares = { p50: 0.5, p99: 0.99 };
  const times = {
    p50: { handler: [] as number[], client: [] as number[] },
    p99: { handler: [] as number[], client: [] as number[] },
  };
  const rounds = quick ? 2 : 8;
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    const measured: Record<'handler' | 'client', number[]> = JSON.parse(
      (await run(findLambdaNode(), args, { env })).stdout,
    );
    for (const subject of ['handler', 'client'] as const) {
      const sorted = measured[subject].slice(WARM_UP).sort((a, b) => a - b);
      for (const name of ['p50', 'p99'] as const) times[name][subject].push(quantile(sorted, shares[name]));
    }
  }
  stub.close();
  return (['p50', 'p99'] as const).map((name) => {
    const description = {
      what: `Warm sign-in, ${name}`,
      against: 'client.send',
      unit: 'ms',
      target: { atMost: 1.15 },
    } as const;
    return compare(description, times[name].handler, times[name].client);
  });
}
