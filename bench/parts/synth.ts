import { join } from 'node:path';
import { startLocalServer } from '../local-server';
import { run } from '../processes';
import { interleaved, type Scale } from '../rounds';
import { compare, type Row } from '../rows';
import { BENCH, folder, ROOT } from '../workspace';

const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');

/** Seconds that `cdk synth` takes in a folder with a cdk.json. */
export async function cdkSynth(cwd: string): Promise<number> {
  const args = [CDK, 'synth', '--quiet', '--no-notices', '--output', folder()];
  return (await run(process.execPath, args, { cwd })).milliseconds / 1000;
}

/** The whole stack, deployed or served, against the four functions of the tutorial. */
export async function synth(scale: Scale): Promise<Row[]> {
  const { ours, ready, tutorial } = await interleaved(scale, scale.quick ? 1 : 3, {
    ours: () => cdkSynth(ROOT),
    ready: async () => {
      const server = await startLocalServer(ROOT, ['npm', 'start']);
      await server.stop();
      return server.readyAfter / 1000;
    },
    tutorial: () => cdkSynth(join(BENCH, 'tutorial')),
  });
  const against = 'cdk synth of the tutorial';
  return [
    compare({ what: 'cdk synth', against, unit: 's', target: { atMost: 0.35 } }, ours, tutorial),
    compare({ what: 'npm start until Ready', against, unit: 's', target: { atMost: 0.25 } }, ready, tutorial),
  ];
}
