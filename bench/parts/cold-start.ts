import { join } from 'node:path';
import { signInFunction, tutorialModule } from '../bundles';
import { cognitoStub } from '../cognito-stub';
import { lambdaNode } from '../lambda-node';
import { run } from '../processes';
import { interleaved, type Scale } from '../rounds';
import { compare, type Row } from '../rows';
import { signInEvent } from './sign-in-event';

/** From loading the handler to its first reply, in a new process each time. */
export async function coldStart(scale: Scale): Promise<Row[]> {
  return [...(await over({ tls: true }, scale)), ...(await over({ tls: false }, scale))];
}

async function over({ tls }: { tls: boolean }, scale: Scale): Promise<Row[]> {
  const stub = await cognitoStub({ tls });
  const { module, environment } = await signInFunction();
  const env = { ...environment, ...stub.environment, AWS_REGION: 'us-east-1' };
  const start = (path: string) => async () => {
    const child = join(__dirname, 'cold-start.child.mjs');
    const { stdout } = await run(lambdaNode(), [child, path, JSON.stringify(signInEvent)], { env });
    return Number(stdout);
  };
  const { ours, tutorial, floor, importedFloor } = await interleaved(scale, scale.quick ? 3 : 25, {
    ours: start(module),
    tutorial: start(await tutorialModule()),
    floor: start(join(__dirname, 'floor.js')),
    importedFloor: start(join(__dirname, 'floor.mjs')),
  });
  stub.close();
  const what = `Cold start of sign-in, ${tls ? 'TLS as in AWS' : 'plain HTTP'}`;
  const half = { atMost: 1.5 };
  return [
    compare({ what, against: 'the tutorial', unit: 'ms', target: { atMost: 0.6 } }, ours, tutorial),
    compare({ what, against: 'node:http by hand', unit: 'ms', target: half }, ours, floor),
    compare({ what, against: 'the same as an ES module', unit: 'ms', target: half }, ours, importedFloor),
  ];
}
