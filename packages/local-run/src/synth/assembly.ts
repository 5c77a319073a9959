import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudFormationTemplate } from '../template/intrinsics';
import { type RunApp, runApp } from './app-process';
import { readCdkConfiguration } from './cdk-configuration';

/** What a synth has written: the stacks of the app and the files of their assets. */
export interface Assembly {
  /** In the order of the manifest, with the stacks of CDK Stages. */
  readonly stacks: readonly AssemblyStack[];
  /** Templates of nested stacks, by the object key that ends their `TemplateURL`. */
  readonly nestedTemplates: ReadonlyMap<string, CloudFormationTemplate>;
  /** Paths of the asset folders, by the object key that the templates use for the asset. */
  readonly assetFolders: ReadonlyMap<string, string>;
}

/** A stack of the app. */
export interface AssemblyStack {
  readonly stackName: string;
  /** Undefined if the stack has no account of its own (`env` in the CDK). */
  readonly account?: string | undefined;
  /** Undefined if the stack has no region of its own. */
  readonly region?: string | undefined;
  /** Names of the stacks that are deployed before this one. */
  readonly dependencies: readonly string[];
  readonly template: CloudFormationTemplate;
}

/**
 * Runs the app of cdk.json as the CDK CLI does and reads what it has written to `folder`. `context` takes precedence over the
 * context in cdk.json.
 */
export async function synthesize(
  folder: string,
  context: Readonly<Record<string, string>>,
  run: RunApp = runApp,
): Promise<Assembly> {
  const configuration = await readCdkConfiguration();
  await run(configuration.app, {
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...configuration.context, ...context }),
    // Skips the validation of the template, which takes time and which `cdk synth` does.
    CDK_VALIDATION: 'false',
  });
  return readAssembly(folder);
}

/** Reads the assembly in a folder and the assemblies in it, which the CDK writes for its Stages. */
async function readAssembly(folder: string): Promise<Assembly> {
  const artifacts = Object.entries<Artifact>((await readJson(folder, 'manifest.json')).artifacts);
  const readAll = <Part>(type: string, read: (artifact: [string, Artifact]) => Promise<Part>) =>
    Promise.all(artifacts.filter(([, artifact]) => artifact.type === type).map(read));
  const [stacks, assets, stages] = await Promise.all([
    readAll(STACK, (artifact) => readStack(folder, artifact, artifacts)),
    readAll('cdk:asset-manifest', ([, { properties }]) => readAssets(folder, properties.file ?? '')),
    readAll('cdk:cloud-assembly', ([, { properties }]) => readAssembly(join(folder, properties.directoryName ?? ''))),
  ]);
  const parts = [...assets, ...stages];
  return {
    stacks: [...stacks, ...stages.flatMap((stage) => stage.stacks)],
    nestedTemplates: new Map(parts.flatMap(({ nestedTemplates }) => [...nestedTemplates])),
    assetFolders: new Map(parts.flatMap(({ assetFolders }) => [...assetFolders])),
  };
}

async function readStack(
  folder: string,
  [id, artifact]: [string, Artifact],
  artifacts: readonly [string, Artifact][],
): Promise<AssemblyStack> {
  const { environment, properties, dependencies = [] } = artifact;
  const others = artifacts.filter(([other, { type }]) => type === STACK && dependencies.includes(other));
  return {
    stackName: stackNameOf([id, artifact]),
    ...parseEnvironment(environment),
    dependencies: others.map(stackNameOf),
    template: await readTemplate(folder, properties.templateFile ?? ''),
  };
}

function stackNameOf([id, { properties }]: [string, Artifact]): string {
  return properties.stackName ?? id;
}

/** A template without resources has no `Resources`. */
async function readTemplate(folder: string, file: string): Promise<CloudFormationTemplate> {
  return { Resources: {}, ...(await readJson(folder, file)) };
}

async function readJson(folder: string, file: string) {
  return JSON.parse(await readFile(join(folder, file), 'utf8'));
}

/** Parses `aws://ACCOUNT/REGION`. The CDK writes `unknown-account` and `unknown-region` for what the stack leaves open. */
function parseEnvironment(environment = ''): Pick<AssemblyStack, 'account' | 'region'> {
  const [account, region] = environment.replace('aws://', '').split('/');
  const known = (value = '') => (value === '' || value.startsWith('unknown-') ? undefined : value);
  return { account: known(account), region: known(region) };
}

async function readAssets(folder: string, file: string): Promise<Omit<Assembly, 'stacks'>> {
  const { files = {} }: AssetManifest = await readJson(folder, file);
  const paths = Object.values(files).flatMap(({ source, destinations }) =>
    // An asset that a command creates at the deployment has no path.
    Object.values(destinations).flatMap(({ objectKey }) => (source.path ? [[objectKey, source.path] as const] : [])),
  );
  const nested = paths.filter(([, path]) => path.endsWith(NESTED_TEMPLATE));
  const readNested = async ([key, path]: readonly [string, string]) => [key, await readTemplate(folder, path)] as const;
  return {
    nestedTemplates: new Map(await Promise.all(nested.map(readNested))),
    assetFolders: new Map(paths.map(([key, path]) => [key, join(folder, path)])),
  };
}

/** End of the file name that the CDK gives to the template of a nested stack. */
const NESTED_TEMPLATE = '.nested.template.json';

const STACK = 'aws:cloudformation:stack';

interface Artifact {
  readonly type: string;
  /** Ids of other artifacts. */
  readonly dependencies?: readonly string[];
  readonly environment?: string;
  readonly properties: {
    readonly stackName?: string;
    readonly templateFile?: string;
    readonly file?: string;
    readonly directoryName?: string;
  };
}

interface AssetManifest {
  readonly files?: Record<
    string,
    {
      readonly source: { readonly path?: string };
      readonly destinations: Record<string, { readonly objectKey: string }>;
    }
  >;
}
