import { join } from 'node:path';
import { signInFunction } from '../bundles';
import { cognitoStub } from '../cognito-stub';
import { lambdaNode } from '../lambda-node';
import { run } from '../processes';
import type { Scale } from '../rounds';
import { compare, type Row } from '../rows';
import { quantile } from '../statistics';
import { signInEvent } from './sign-in-event';

/** Requests of each kind in a round; the first ones, which compile, do not count. */
const REQUESTS = 700;
const WARM_UP = 200;

/** What the handler adds to a call of the SDK, once all is loaded and compiled. */
export async function warm({ quick, progress }: Scale): Promise<Row[]> {
  const stub = await cognitoStub({ tls: false });
  const { module, environment } = await signInFunction();
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
      (await run(lambdaNode(), args, { env })).stdout,
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
