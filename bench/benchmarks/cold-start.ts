import { join } from 'node:path';
import { bundleTutorial, findFunction, signInEvent } from '../bundles';
import { startCognitoStub } from '../cognito-stub';
import { findLambdaNode } from '../lambda-node';
import { run } from '../processes';
import { interleave, type RunOptions } from '../rounds';
import { compare, type Row } from '../rows';

/** Time from loading the handler to its first reply, in a new process for each sample. */
export async function coldStart(options: RunOptions): Promise<Row[]> {
  return [...(await measureColdStart({ tls: true }, options)), ...(await measureColdStart({ tls: false }, options))];
}

async function measureColdStart({ tls }: { tls: boolean }, options: RunOptions): Promise<Row[]> {
  const stub = await startCognitoStub({ tls });
  const { module, environment } = await findFunction('POST /sign-in');
  const env = { ...environment, ...stub.environment, AWS_REGION: 'us-east-1' };
  const start = (path: string) => async () => {
    const child = join(__dirname, 'cold-start.child.mjs');
    const { stdout } = await run(findLambdaNode(), [child, path, JSON.stringify(signInEvent)], { env });
    return Number(stdout);
  };
  const { subject, tutorial, baseline, importedBaseline } = await interleave(options, options.quick ? 3 : 25, {
    subject: start(module),
    tutorial: start((await bundleTutorial()).signIn),
    baseline: start(join(__dirname, 'baseline.js')),
    importedBaseline: start(join(__dirname, 'baseline.mjs')),
  });
  stub.close();
  const what = `Cold start of sign-in, ${tls ? 'TLS as in AWS' : 'plain HTTP'}`;
  return [
    compare({ what, against: 'the tutorial', unit: 'ms', target: { atMost: 0.6 } }, subject, tutorial),
    compare({ what, against: 'node:http by hand', unit: 'ms', target: { atMost: 1.5 } }, subject, baseline),
    compare(
      { what, against: 'the same as an ES module', unit: 'ms', target: { atMost: 1.5 } },
      subject,
      importedBaseline,
    ),
  ];
}
