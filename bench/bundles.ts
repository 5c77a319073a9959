import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../packages/local-run/src/synth/assembly';
import type { Deployment, FunctionDefinition } from '../packages/local-run/src/template/deployment';
import { readDeployment } from '../packages/local-run/src/template/read-deployment';
import { run } from './processes';
import { BENCH, createDirectory } from './workspace';

let synthesized: Promise<Deployment> | undefined;

/** The synthesized app with the bundles of its functions. */
export function readSynthesizedApp(): Promise<Deployment> {
  synthesized ??= synthesize(createDirectory(), {}).then((assembly) => readDeployment(assembly, 'us-east-1'));
  return synthesized;
}

/** The function of POST /sign-in. */
export async function findSignInFunction(): Promise<FunctionDefinition> {
  const { methods, functions } = await readSynthesizedApp();
  const { integration } = methods.find(({ httpMethod, path }) => httpMethod === 'POST' && path === '/sign-in') ?? {};
  const found = functions.find(
    ({ name }) => integration && 'functionName' in integration && name === integration.functionName,
  );
  if (!found) throw new Error('There is no POST /sign-in in the template');
  return found;
}

let tutorial: Promise<string> | undefined;

/** The path of the tutorial's sign-in bundle, made with the defaults of NodejsFunction. */
export function bundleTutorial(): Promise<string> {
  tutorial ??= synthesizeTutorial();
  return tutorial;
}

async function synthesizeTutorial(): Promise<string> {
  const output = createDirectory();
  const CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:enable-asset-metadata': true });
  const env = { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: output, CDK_VALIDATION: 'false' };
  await run(process.execPath, ['--import', 'tsx', 'app.ts'], { cwd: join(BENCH, 'tutorial'), env });
  const template = JSON.parse(readFileSync(join(output, 'Tutorial.template.json'), 'utf8'));
  const [, signIn] = Object.entries<Resource>(template.Resources).find(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith('signin'),
  ) ?? [undefined, undefined];
  if (!signIn) throw new Error('The tutorial has no sign-in function');
  return join(output, signIn.Metadata['aws:asset:path'], 'index.js');
}

interface Resource {
  readonly Type: string;
  readonly Metadata: { readonly 'aws:asset:path': string };
}

/** The parts of API Gateway's event for POST /sign-in that handlers read. */
export const signInEvent = {
  resource: '/sign-in',
  httpMethod: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ username: 'ada', password: 'Correct-Horse-7' }),
  requestContext: { requestId: '00000000-0000-0000-0000-000000000000', httpMethod: 'POST' },
};
