/**
 * Runs bin/app.ts once for each assembly, all in this process, because the bundles of the functions are then made once.
 * Its argument is JSON: the options of each assembly by output directory, as `cdk synth -c` takes them.
 */
import { context } from '../../cdk.json';

const APP = require.resolve('../../bin/app');
const assemblies: Record<string, Record<string, string>> = JSON.parse(process.argv[2] ?? '{}');

for (const [directory, options] of Object.entries(assemblies)) {
  process.env.CDK_OUTDIR = directory;
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...context, ...options });
  delete require.cache[APP];
  require(APP);
}
