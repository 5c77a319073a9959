import { bundleTutorial, findFunction, meEvent, signInEvent } from '../bundles';
import { Caller } from '../caller';
import { startCognitoStub } from '../cognito-stub';
import type { RunOptions } from '../rounds';
import { compare, measure, type Row } from '../rows';
import { quantile } from '../statistics';

/** Calls of each handler in a round that count. */
const CALLS = 500;
/** Calls before the first round: V8 compiles during these. */
const WARM_UP = 500;

const percentiles = { p50: 0.5, p99: 0.99 };

/** Calls of loaded handlers, one after the other, over TLS: this app's and the tutorial's, with the SDK's defaults. */
export async function warm(options: RunOptions): Promise<Row[]> {
  const [tutorial, signIn, me] = [
    await bundleTutorial(),
    await findFunction('POST /sign-in'),
    await findFunction('GET /me'),
  ];
  const rows: Row[] = [];
  for (const latency of [0, 1]) {
    const network = latency === 0 ? 'TLS' : `TLS with a network of ${latency} ms each way`;
    for (const [what, subject, reference, event] of [
      ['Warm sign-in', signIn, tutorial.signIn, signInEvent],
      ['Warm GET /me', me, tutorial.me, meEvent],
    ] as const) {
      const progress = (text: string) => options.progress(`${what}, ${network}: ${text}`);
      rows.push(
        ...(await measureWarm({
          ...options,
          progress,
          what: `${what}, ${network}`,
          subject,
          reference,
          event,
          latency,
        })),
      );
    }
  }
  return rows;
}

interface Measurement extends RunOptions {
  readonly what: string;
  readonly subject: { readonly module: string; readonly environment: Readonly<Record<string, string>> };
  /** Path of the bundle to compare with. */
  readonly reference: string;
  readonly event: object;
  readonly latency: number;
}

async function measureWarm({ quick, progress, what, subject, reference, event, latency }: Measurement): Promise<Row[]> {
  const stubs = [
    await startCognitoStub({ tls: true, latency }),
    await startCognitoStub({ tls: true, latency }),
  ] as const;
  const environment = (stub: (typeof stubs)[number]) => ({ ...subject.environment, ...stub.environment });
  const callers = [
    new Caller({ module: subject.module, event, environment: environment(stubs[0]) }),
    new Caller({ module: reference, event, environment: environment(stubs[1]) }),
  ] as const;
  progress('warming up');
  for (const caller of callers) await durations(caller, WARM_UP);
  const handshakesBefore = stubs[0].handshakes;
  const times = { p50: [[], []] as [number[], number[]], p99: [[], []] as [number[], number[]] };
  const rounds = quick ? 2 : 8;
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const index of [0, 1] as const) {
      const sorted = (await durations(callers[index], CALLS)).sort((a, b) => a - b);
      for (const name of ['p50', 'p99'] as const) times[name][index].push(quantile(sorted, percentiles[name]));
    }
  }
  const handshakes = (stubs[0].handshakes - handshakesBefore) / (rounds * CALLS);
  for (const caller of callers) caller.close();
  for (const stub of stubs) stub.close();
  const target = { atMost: 1.1 };
  return [
    ...(['p50', 'p99'] as const).map((name) =>
      compare({ what: `${what}, ${name}`, against: 'the tutorial', unit: 'ms', target }, ...times[name]),
    ),
    measure({ what: `${what}: TLS handshakes for each call`, against: '', unit: '', target: { atMost: 0.02 } }, [
      handshakes,
    ]),
  ];
}

/** The milliseconds of calls that all succeed. */
async function durations(caller: Caller, calls: number): Promise<number[]> {
  const results = await caller.call(calls);
  const failed = results.find(([status]) => status !== 200);
  if (failed) throw new Error(`A call failed with status ${failed[0]}`);
  return results.map(([, milliseconds]) => milliseconds);
}
