import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startLocalServer } from '../local-server';
import type { RunOptions } from '../rounds';
import { measure, type Row } from '../rows';
import { copyProject } from '../workspace';

/** Milliseconds between two saves, as a developer leaves between them. */
const PAUSE = 4000;
/** Milliseconds after which the benchmark fails. */
const TIMEOUT = 60_000;

/** Time from saving a handler until the API answers with the new code. */
export async function save({ quick, progress }: RunOptions): Promise<Row[]> {
  const project = copyProject();
  const { api, stop } = await startLocalServer(project);
  const seconds: number[] = [];
  const rounds = quick ? 2 : 6;
  for (let round = 1; round <= rounds; round += 1) {
    progress(`save ${round} of ${rounds}`);
    await delay(PAUSE);
    const text = `version ${round}`;
    const startedAt = performance.now();
    const handler = `export const handler = async () => ({ statusCode: 200, body: '${text}' });\n`;
    writeFileSync(join(project, 'lambda/hello.ts'), handler);
    await waitForBody(`${api}/hello`, text);
    seconds.push((performance.now() - startedAt) / 1000);
  }
  await stop();
  return [
    measure({ what: 'Time from a save until it is served', against: '', unit: 's', target: { atMost: 1.5 } }, seconds),
  ];
}

async function waitForBody(url: string, text: string): Promise<void> {
  for (const deadline = Date.now() + TIMEOUT; Date.now() < deadline; await delay(5)) {
    if ((await (await fetch(url)).text()) === text) return;
  }
  throw new Error(`${url} does not answer with the saved code`);
}
