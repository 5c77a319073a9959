import { join } from 'node:path';
import { startLocalServer } from '../local-server';
import { run } from '../processes';
import { interleave, type RunOptions } from '../rounds';
import { compare, type Row } from '../rows';
import { BENCH, createDirectory, ROOT } from '../workspace';

const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');

/** Seconds of `cdk synth` in a directory with a cdk.json. */
export async function cdkSynth(cwd: string): Promise<number> {
  const args = [CDK, 'synth', '--quiet', '--no-notices', '--output', createDirectory()];
  return (await run(process.execPath, args, { cwd })).milliseconds / 1000;
}

/** `cdk synth` of the app, and `npm start`, compared with `cdk synth` of the tutorial. */
export async function synth(options: RunOptions): Promise<Row[]> {
  const { subject, ready, tutorial } = await interleave(options, options.quick ? 1 : 3, {
    subject: () => cdkSynth(ROOT),
    ready: async () => {
      const server = await startLocalServer(ROOT, ['npm', 'start']);
      await server.stop();
      return server.readyAfter / 1000;
    },
    tutorial: () => cdkSynth(join(BENCH, 'tutorial')),
  });
  const against = 'cdk synth of the tutorial';
  return [
    compare({ what: 'cdk synth', against, unit: 's', target: { atMost: 0.35 } }, subject, tutorial),
    compare({ what: 'npm start until Ready', against, unit: 's', target: { atMost: 0.25 } }, ready, tutorial),
  ];
}
