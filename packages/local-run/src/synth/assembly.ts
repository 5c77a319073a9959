import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudFormationTemplate } from '../template/intrinsics';
import { UserError } from '../user-error';
import { type RunApp, runApp } from './app-process';
import { readCdkConfiguration } from './cdk-configuration';

/** What a synth has written: the template of the stack and the folders of its assets. */
export interface Assembly {
  readonly stackName: string;
  /** Undefined if the stack has no account of its own (`env` in the CDK). */
  readonly account?: string | undefined;
  /** Undefined if the stack has no region of its own. */
  readonly region?: string | undefined;
  readonly template: CloudFormationTemplate;
  /** Paths of the asset folders, by the object key that the template uses for the asset. */
  readonly assetFolders: ReadonlyMap<string, string>;
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

async function readAssembly(folder: string): Promise<Assembly> {
  const read = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'));
  const artifacts = Object.entries<Artifact>((await read('manifest.json')).artifacts);
  const [stack, ...others] = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  if (!stack?.[1].properties.templateFile || others.length > 0) {
    throw new UserError(
      `The local run needs an app with one stack, but this app has ${others.length + (stack ? 1 : 0)}`,
    );
  }
  const manifests = artifacts.filter(([, { type }]) => type === 'cdk:asset-manifest');
  const files = await Promise.all(manifests.map(([, { properties }]) => read(properties.file ?? '')));
  return {
    stackName: stack[0],
    ...parseEnvironment(stack[1].environment),
    template: await read(stack[1].properties.templateFile),
    assetFolders: new Map(files.flatMap((manifest) => assetFolders(folder, manifest))),
  };
}

/** Parses `aws://ACCOUNT/REGION`. The CDK writes `unknown-account` and `unknown-region` for what the stack leaves open. */
function parseEnvironment(environment = ''): Pick<Assembly, 'account' | 'region'> {
  const [account, region] = environment.replace('aws://', '').split('/');
  const known = (value = '') => (value === '' || value.startsWith('unknown-') ? undefined : value);
  return { account: known(account), region: known(region) };
}

function assetFolders(folder: string, { files }: AssetManifest): [string, string][] {
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, join(folder, source.path)]),
  );
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
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
