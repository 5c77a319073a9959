import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudFormationTemplate } from '../template/intrinsics';
import { UserError } from '../user-error';
import { type RunApp, runApp } from './app-process';

/** What a synth leaves behind: the template of the one stack, and where its assets lie. */
export interface Assembly {
  readonly stackName: string;
  readonly template: CloudFormationTemplate;
  /** Folders of the assets, by the object key under which the template refers to them. */
  readonly assetFolders: ReadonlyMap<string, string>;
}

/** Runs the app of cdk.json into a folder, as the CDK's own CLI does, with further context such as `stage`. */
export async function synthesize(
  folder: string,
  context: Readonly<Record<string, string>>,
  run: RunApp = runApp,
): Promise<Assembly> {
  const { app, context: flags } = await readCdkConfiguration();
  await run(app, {
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...flags, ...context }),
    // What is only served here need not be proved fit for CloudFormation: `cdk synth` and the tests do that.
    CDK_VALIDATION: 'false',
  });
  return readAssembly(folder);
}

/** The parts of cdk.json that a local run uses. */
export interface CdkConfiguration {
  readonly app: string;
  readonly context?: object;
  /** As for `cdk watch`: glob patterns of the files whose change synthesizes the app anew, and of those that do not count. */
  readonly watch?: { readonly include?: string | readonly string[]; readonly exclude?: string | readonly string[] };
}

/** Reads cdk.json in the working directory. */
export async function readCdkConfiguration(): Promise<CdkConfiguration> {
  try {
    return JSON.parse(await readFile('cdk.json', 'utf8'));
  } catch (error) {
    throw new UserError(`cdk.json cannot be read: ${(error as Error).message}`);
  }
}

async function readAssembly(folder: string): Promise<Assembly> {
  const read = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'));
  const artifacts = Object.entries<Artifact>((await read('manifest.json')).artifacts);
  const [stack, ...others] = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  if (!stack?.[1].properties.templateFile || others.length > 0) {
    throw new UserError(`The local run serves an app of one stack; this one has ${others.length + (stack ? 1 : 0)}`);
  }
  const manifests = artifacts.filter(([, { type }]) => type === 'cdk:asset-manifest');
  const files = await Promise.all(manifests.map(([, { properties }]) => read(properties.file ?? '')));
  return {
    stackName: stack[0],
    template: await read(stack[1].properties.templateFile),
    assetFolders: new Map(files.flatMap((manifest) => assetFolders(folder, manifest))),
  };
}

function assetFolders(folder: string, { files }: AssetManifest): [string, string][] {
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, join(folder, source.path)]),
  );
}

interface Artifact {
  readonly type: string;
  readonly properties: { readonly templateFile?: string; readonly file?: string };
}

interface AssetManifest {
  readonly files: Record<
    string,
    {
      readonly source: { readonly path: string };
      readonly destinations: Record<string, { readonly objectKey: string }>;
    }
  >;
}
