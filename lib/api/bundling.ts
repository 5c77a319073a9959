import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType, DockerImage, Stack } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildFailure, buildSync, formatMessagesSync, type OutputFile } from 'esbuild';
import { ConfigurationError } from '../user-error';

const HANDLERS = join(__dirname, '../../lambda');

/** Modules of which no handler uses anything, though the SDK imports them: nearly half of what the bundles would be. */
const UNUSED = [
  '@aws-sdk/credential-provider-node',
  '@smithy/core/checksum',
  '@smithy/core/event-streams',
  '@smithy/signature-v4',
  'node:fs/promises',
];

/** How handlers import lambda/cognito/sdk.ts, which stays a file of its own: bundled once, and not once for each of them. */
const SDK = './sdk';

/** The files of one function, by their names. */
type Files = Readonly<Record<string, Uint8Array>>;

let bundles: ReadonlyMap<string, Files> | undefined;

/**
 * The code of lambda/NAME.ts as one small file, and the SDK as a second. The first call bundles all handlers at once:
 * NodejsFunction, left to itself, starts npx and esbuild for each, which is most of the time that a synth takes.
 */
export function handlerCode(scope: Construct, name: string): AssetCode {
  // Not required by `cdk list` and its like, which look at no template.
  const files = Stack.of(scope).bundlingRequired ? filesOf(name) : {};
  return Code.fromAsset(HANDLERS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundler below does not decline.
      image: DockerImage.fromRegistry('none'),
      // Tells the assets apart, which all have the same source.
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
  throw new ConfigurationError(`lib/routes.ts names the handler "${name}", but there is no lambda/${name}.ts`);
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
      // Node's own modules are there at once when they are required; to import one, Node must first ask for all that it
      // exports, which for node:http loads a whole second client, and for node:process opens the standard streams.
      format: 'cjs',
      supported: { 'dynamic-import': false },
      // The ES modules of the SDK lose what no handler uses; its CommonJS ones would come along whole.
      mainFields: ['module', 'main'],
      alias: Object.fromEntries(UNUSED.map((module) => [module, join(HANDLERS, 'cognito/sdk-stubs.ts')])),
      external: [SDK],
      logLevel: 'silent',
    }).outputFiles;
  } catch (error) {
    if (!(error instanceof Error && 'errors' in error)) throw error;
    const messages = formatMessagesSync((error as BuildFailure).errors, { kind: 'error' });
    throw new ConfigurationError(messages.join('').trim());
  }
}
