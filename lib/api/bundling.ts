import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AssetHashType, DockerImage, Stack } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildFailure, buildSync, formatMessagesSync } from 'esbuild';
import { UserError } from '../user-error';

const ROOT = join(__dirname, '../..');
const HANDLERS = join(ROOT, 'lambda');

/**
 * Modules that the SDK imports and no call to Cognito uses: nearly half of the size of Cognito's SDK. The handlers of a
 * feature are bundled with them, because calls to other services are signed.
 */
const UNUSED_BY_COGNITO = [
  '@aws-sdk/credential-provider-node',
  '@smithy/core/checksum',
  '@smithy/core/event-streams',
  '@smithy/signature-v4',
  'node:fs/promises',
];

/** The import specifier of lambda/cognito/cognito-sdk.ts. It stays a file of its own: bundled once, not once per handler. */
const COGNITO_SDK = './cognito-sdk';

/** The handler of a function with several routes. */
const GROUPED_ROUTES = 'http/grouped-routes';

/** A file of a feature that is a handler, and not a part of one. */
const EXPORTS_HANDLER = /^export (?:const|let|async function|function) handler\b|^export \{[^}]*\bhandler\b/m;

/** The files of one function, by name. */
type Files = Readonly<Record<string, Uint8Array>>;

/** The output of esbuild for one handler. */
interface Bundle {
  readonly code: Buffer;
  readonly map: Buffer | undefined;
}

/** Bundles by the name of the handler, and whether they have source maps. */
const bundles = new Map<string, Bundle>();
let cognitoSdk: Files | undefined;

/** What a function is for, and the name of its handler: lambda/NAME.ts. */
export interface HandlerOwner {
  readonly kind: 'route' | 'trigger';
  readonly name: string;
}

export interface HandlerCodeOptions {
  /**
   * Adds a source map to each file, with paths relative to this repository.
   * @default false
   */
  readonly sourceMaps?: boolean;
}

/** The code of a handler. */
export interface HandlerCode {
  readonly asset: AssetCode;
  /** The JavaScript of the handler; undefined for commands that need no template, such as `cdk list`. */
  readonly text: string | undefined;
}

/**
 * The code of lambda/NAME.ts as one file, and Cognito's SDK as a second if the handler calls Cognito. The first call bundles
 * all handlers of the folder at once: NodejsFunction by default starts npx and esbuild per handler, which was 2.1 s of a synth
 * of 7.5 s (docs/decisions/0004).
 */
export function handlerCode(
  scope: Construct,
  owner: HandlerOwner,
  { sourceMaps = false }: HandlerCodeOptions = {},
): HandlerCode {
  const { name } = owner;
  const files = Stack.of(scope).bundlingRequired ? filesOf(bundleOf(owner, sourceMaps), 'index.js') : {};
  return { asset: assetOf(files, [name, String(sourceMaps)]), text: files['index.js']?.toString() };
}

/** The file of a route in the code of a function with several routes. */
export const fileOfRoute = (name: string) => `${name}.js`;

/** The code of a function with several routes: lambda/http/grouped-routes.ts, and beside it the bundle of each route. */
export function groupedCode(
  scope: Construct,
  names: readonly string[],
  { sourceMaps = false }: HandlerCodeOptions = {},
): AssetCode {
  if (!Stack.of(scope).bundlingRequired) return assetOf({}, names);
  const files = names.map((name) => filesOf(bundleOf({ kind: 'route', name }, sourceMaps), fileOfRoute(name)));
  const index = filesOf(toBundle(bundle([GROUPED_ROUTES], { sourceMaps }), GROUPED_ROUTES), 'index.js');
  return assetOf(Object.assign({}, index, ...files), [...names, String(sourceMaps)]);
}

/** `key` is different for different files. */
function assetOf(files: Files, key: readonly string[]): AssetCode {
  return Code.fromAsset(HANDLERS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the type, never pulled: the local bundler below always succeeds.
      image: DockerImage.fromRegistry('none'),
      // Part of the asset's cache key: all assets have the same source folder.
      command: [...key],
      local: {
        tryBundle(outputDirectory) {
          for (const [file, code] of Object.entries(files)) writeFileSync(join(outputDirectory, file), code);
          return true;
        },
      },
    },
  });
}

/** The files of a function with this bundle as FILE: with its source map, and with Cognito's SDK if it is used. */
function filesOf({ code, map }: Bundle, file: string): Files {
  return {
    [file]: map ? Buffer.concat([code, Buffer.from(`//# sourceMappingURL=${file}.map\n`)]) : code,
    ...(map && { [`${file}.map`]: map }),
    ...(code.includes(`require("${COGNITO_SDK}")`) && cognitoSdk),
  };
}

function bundleOf({ kind, name }: HandlerOwner, sourceMaps: boolean): Bundle {
  const key = (handler: string) => `${handler} ${sourceMaps}`;
  if (!bundles.has(key(name))) {
    for (const [handler, bundled] of bundleFolder(dirname(name), sourceMaps)) bundles.set(key(handler), bundled);
  }
  const found = bundles.get(key(name));
  if (found) return found;
  const file = `lambda/${name}.ts`;
  throw new UserError(
    existsSync(join(ROOT, file))
      ? `${file} is the handler of a ${kind}, but does not export a "handler"`
      : `A ${kind} has the name "${name}", but the file ${file} does not exist. Create it, or correct the name in the ${kind}'s row`,
  );
}

/** Bundles the handlers of a folder of lambda/, `.` for lambda/ itself. */
function bundleFolder(folder: string, sourceMaps: boolean): (readonly [name: string, bundle: Bundle])[] {
  const names = handlersIn(folder);
  if (names.length === 0) return [];
  cognitoSdk ??= { 'cognito-sdk.js': bundle(['cognito/cognito-sdk'], { stubs: true }).get('cognito-sdk.js') ?? empty };
  const output = bundle(names, { sourceMaps });
  return names.map((name) => [name, toBundle(output, name)] as const);
}

/** The bundle of a handler in the output of esbuild. */
function toBundle(output: ReadonlyMap<string, Buffer>, name: string): Bundle {
  return { code: output.get(`${basename(name)}.js`) ?? empty, map: output.get(`${basename(name)}.js.map`) };
}

const empty = Buffer.alloc(0);

function handlersIn(folder: string): string[] {
  const path = join(HANDLERS, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.ts') && EXPORTS_HANDLER.test(readFileSync(join(path, file), 'utf8')))
    .map((file) => join(folder, basename(file, '.ts')));
}

/** Bundles files of lambda/ that are in one folder. Returns the output by file name. */
function bundle(
  names: readonly string[],
  { sourceMaps = false, stubs = false }: { sourceMaps?: boolean; stubs?: boolean },
): ReadonlyMap<string, Buffer> {
  try {
    const { outputFiles } = buildSync({
      entryPoints: names.map((name) => join(HANDLERS, `${name}.ts`)),
      // Nothing is written, but the paths in source maps are relative to it.
      outdir: ROOT,
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
      ...(stubs && {
        alias: Object.fromEntries(UNUSED_BY_COGNITO.map((module) => [module, join(HANDLERS, 'cognito/sdk-stubs.ts')])),
      }),
      ...(sourceMaps && { sourcemap: 'external', sourcesContent: false }),
      external: [COGNITO_SDK],
      logLevel: 'silent',
    });
    return new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
  } catch (error) {
    if (!(error instanceof Error && 'errors' in error)) throw error;
    const messages = formatMessagesSync((error as BuildFailure).errors, { kind: 'error' });
    throw new UserError(messages.join('').trim());
  }
}
