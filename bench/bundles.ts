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

/** The function of a route, such as `POST /sign-in`. */
export async function findFunction(route: string): Promise<FunctionDefinition> {
  const { methods, functions } = await readSynthesizedApp();
  const { integration } = methods.find(({ httpMethod, path }) => `${httpMethod} ${path}` === route) ?? {};
  const found = functions.find(
    ({ name }) => integration && 'functionName' in integration && name === integration.functionName,
  );
  if (!found) throw new Error(`There is no ${route} in the template`);
  return found;
}

let tutorial: Promise<TutorialBundles> | undefined;

/** The paths of the tutorial's bundles, made with the defaults of NodejsFunction. */
interface TutorialBundles {
  readonly signIn: string;
  readonly me: string;
}

export function bundleTutorial(): Promise<TutorialBundles> {
  tutorial ??= synthesizeTutorial();
  return tutorial;
}

async function synthesizeTutorial(): Promise<TutorialBundles> {
  const output = createDirectory();
  const CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:enable-asset-metadata': true });
  const env = { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: output, CDK_VALIDATION: 'false' };
  await run(process.execPath, ['--import', 'tsx', 'app-with-account.ts'], { cwd: join(BENCH, 'tutorial'), env });
  const template = JSON.parse(readFileSync(join(output, 'Tutorial.template.json'), 'utf8'));
  const find = (name: string) => {
    const [, found] = Object.entries<Resource>(template.Resources).find(
      ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(name),
    ) ?? [undefined, undefined];
    if (!found) throw new Error(`The tutorial has no function ${name}`);
    return join(output, found.Metadata['aws:asset:path'], 'index.js');
  };
  return { signIn: find('signin'), me: find('me') };
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

/** The parts of API Gateway's event for GET /me that handlers read. */
export const meEvent = {
  resource: '/me',
  httpMethod: 'GET',
  headers: { Authorization: 'Bearer header.payload.signature' },
  body: null,
  requestContext: {
    requestId: '00000000-0000-0000-0000-000000000000',
    httpMethod: 'GET',
    authorizer: { claims: { sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad', token_use: 'access', username: 'ada' } },
  },
};
