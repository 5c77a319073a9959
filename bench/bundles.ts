import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../packages/local-run/src/synth/assembly';
import type { Deployment, FunctionDefinition } from '../packages/local-run/src/template/deployment';
import { readDeployment } from '../packages/local-run/src/template/read-deployment';
import { run } from './processes';
import { BENCH, folder } from './workspace';

let synthesized: Promise<Deployment> | undefined;

/** The app as it would be deployed, bundles and all. */
export function deployment(): Promise<Deployment> {
  synthesized ??= synthesize(folder(), {}).then((assembly) => readDeployment(assembly, 'us-east-1'));
  return synthesized;
}

/** The function behind POST /sign-in. */
export async function signInFunction(): Promise<FunctionDefinition> {
  const { methods, functions } = await deployment();
  const { integration } = methods.find(({ httpMethod, path }) => httpMethod === 'POST' && path === '/sign-in') ?? {};
  const found = functions.find(
    ({ name }) => integration && 'functionName' in integration && name === integration.functionName,
  );
  if (!found) throw new Error('There is no POST /sign-in in the template');
  return found;
}

let tutorial: Promise<string> | undefined;

/** The module of the tutorial's sign-in, as the CDK makes it by default. */
export function tutorialModule(): Promise<string> {
  tutorial ??= synthesizeTutorial();
  return tutorial;
}

async function synthesizeTutorial(): Promise<string> {
  const output = folder();
  const CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:enable-asset-metadata': true });
  const env = { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: output, CDK_VALIDATION: 'false' };
  await run(process.execPath, ['--import', 'tsx', 'app.ts'], { cwd: join(BENCH, 'tutorial'), env });
  const template = JSON.parse(readFileSync(join(output, 'Tutorial.template.json'), 'utf8'));
  const [, signIn] = Object.entries<Resource>(template.Resources).find(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith('signin'),
  ) ?? [undefined, undefined];
  if (!signIn) throw new Error('The tutorial has no sign-in');
  return join(output, signIn.Metadata['aws:asset:path'], 'index.js');
}

interface Resource {
  readonly Type: string;
  readonly Metadata: { readonly 'aws:asset:path': string };
}
