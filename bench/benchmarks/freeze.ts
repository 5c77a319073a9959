import { findFunction, signInEvent } from '../bundles';
import { Caller } from '../caller';
import { startCognitoStub } from '../cognito-stub';
import type { RunOptions } from '../rounds';
import { compare, measure, type Row } from '../rows';
import { summarize } from '../statistics';

/** Seconds for which a function is frozen. */
const FREEZES = [1, 10, 70, 400];
/** Functions that are frozen for the same time at once. */
const FUNCTIONS = 3;
/** Milliseconds after which a function uses no connection again: longer than MAX_IDLE of lambda/cognito/connections.ts. */
const PAUSE = 3_300;
/** Calls with a new connection, to compare with. */
const FRESH_CALLS = 5;

/**
 * The first sign-in after a freeze of the function, in which its connection to Cognito was closed or lost, compared with one
 * that opens a connection without a freeze.
 */
export async function freeze({ quick, progress }: RunOptions): Promise<Row[]> {
  const { module, environment } = await findFunction('POST /sign-in');
  const freezes = quick ? FREEZES.slice(0, 2) : FREEZES;
  progress(`${freezes.at(-1)} seconds`);
  const stubs = {
    closed: await startCognitoStub({ tls: true, idle: 'closed' }),
    dropped: await startCognitoStub({ tls: true, idle: 'dropped' }),
  };
  const experiments = Object.values(stubs).flatMap((stub) =>
    freezes.flatMap((seconds) =>
      Array.from({ length: FUNCTIONS }, async () => {
        const caller = new Caller({ module, event: signInEvent, environment: { ...environment, ...stub.environment } });
        try {
          return await callAfterFreeze(caller, seconds * 1000);
        } finally {
          caller.close();
        }
      }),
    ),
  );
  const results = await Promise.all(experiments);
  for (const stub of Object.values(stubs)) stub.close();
  const what = `Sign-in after a freeze of 1 to ${freezes.at(-1)} s`;
  return [
    measure({ what: `${what}: failed`, against: '', unit: '', target: { atMost: 0 } }, [
      results.filter(({ status }) => status !== 200).length,
    ]),
    compare(
      { what, against: 'a new connection', unit: 'ms', target: { atMost: 1.1 } },
      results.map(({ afterFreeze }) => afterFreeze),
      results.map(({ fresh }) => fresh),
    ),
  ];
}

async function callAfterFreeze(caller: Caller, milliseconds: number) {
  await caller.call(200);
  const fresh: number[] = [];
  for (let call = 0; call < FRESH_CALLS; call += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    fresh.push((await single(caller)).duration);
  }
  await caller.freeze(milliseconds);
  const { status, duration } = await single(caller);
  return { status, afterFreeze: duration, fresh: summarize(fresh).median };
}

async function single(caller: Caller) {
  const [[status, duration] = [0, 0]] = await caller.call(1);
  return { status, duration };
}
