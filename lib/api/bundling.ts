import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType, DockerImage, Stack } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildFailure, buildSync, formatMessagesSync, type OutputFile } from 'esbuild';
import { UserError } from '../user-error';

const HANDLERS = join(__dirname, '../../lambda');

/** Modules that the SDK imports and no call to Cognito uses: nearly half of the bundle size. */
const UNUSED = [
  '@aws-sdk/credential-provider-node',
  '@smithy/core/checksum',
  '@smithy/core/event-streams',
  '@smithy/signature-v4',
  'node:fs/promises',
];

/** The import specifier of lambda/cognito/sdk.ts. It stays a file of its own: bundled once, not once per handler. */
const SDK = './sdk';

/** The files of one function, by name. */
type Files = Readonly<Record<string, Uint8Array>>;

let bundles: ReadonlyMap<string, Files> | undefined;

/**
 * The code of lambda/NAME.ts as one small file, and the SDK as a second. The first call bundles all handlers at once:
 * NodejsFunction by default starts npx and esbuild per handler, which was 2.1 s of a synth of 7.5 s (docs/decisions/0004).
 */
export function handlerCode(scope: Construct, name: string): AssetCode {
  // False for commands such as `cdk list`, which need no template.
  const files = Stack.of(scope).bundlingRequired ? filesOf(name) : {};
  return Code.fromAsset(HANDLERS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the type, never pulled: the local bundler below always succeeds.
      image: DockerImage.fromRegistry('none'),
      // Part of the asset's cache key: all assets have the same source folder.
      command: [name],
      local: {
        tryBundle(outputDirectory) {
          for (const [file, code] of Object.entries(files)) writeFileSync(join(outputDirectory, file), code);
          return true;
        },
      },
    },
  });
}

function filesOf(name: string): Files {
  bundles ??= bundleHandlers();
  const files = bundles.get(name);
  if (files) return files;
  throw new UserError(`lib/routes.ts names the handler "${name}", but the file lambda/${name}.ts does not exist`);
}

function bundleHandlers(): ReadonlyMap<string, Files> {
  const handlers = readdirSync(HANDLERS).filter((file) => file.endsWith('.ts'));
  const [sdk] = bundle(['cognito/sdk.ts']);
  return new Map(
    bundle(handlers).map(({ path, contents, text }) => [
      basename(path, '.js'),
      { 'index.js': contents, ...(sdk && text.includes(`require("${SDK}")`) && { 'sdk.js': sdk.contents }) },
    ]),
  );
}

function bundle(files: readonly string[]): OutputFile[] {
  try {
    return buildSync({
      entryPoints: files.map((file) => join(HANDLERS, file)),
      outdir: 'unused',
      write: false,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node24',
      // An ES module that imports a Node module makes Node evaluate all its exports: node:http then loads a second client,
      // node:process opens the standard streams. A CommonJS require does not (docs/performance.md: cold start).
      format: 'cjs',
      supported: { 'dynamic-import': false },
      // esbuild removes unused exports from the SDK's ES modules, but not from its CommonJS modules.
      mainFields: ['module', 'main'],
      alias: Object.fromEntries(UNUSED.map((module) => [module, join(HANDLERS, 'cognito/sdk-stubs.ts')])),
      external: [SDK],
      logLevel: 'silent',
    }).outputFiles;
  } catch (error) {
    if (!(error instanceof Error && 'errors' in error)) throw error;
    const messages = formatMessagesSync((error as BuildFailure).errors, { kind: 'error' });
    throw new UserError(messages.join('').trim());
  }
}
