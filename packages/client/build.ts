import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import ts from 'typescript';

/** The source files. What they export is what the package exports. */
const MODULES = [
  'auth-client',
  'auth-error',
  'contract',
  'passkeys',
  'session',
  'signed-out-reason',
  'tab-channel',
  'token-storage',
  'transport',
];
/** Modules that only others of the package import. */
const INTERNAL = ['session', 'tab-channel', 'transport'];

const ROOT = join(__dirname, '../..');
const SOURCE = join(__dirname, 'src');

/** What a build wrote. Sizes are in bytes. */
export interface Built {
  readonly code: string;
  readonly declarations: string;
  /** The files that the bundle consists of, relative to the repository. */
  readonly inputs: readonly string[];
  readonly minified: number;
  readonly gzipped: number;
}

/** Bundles the client as an ES module, and writes it and its declarations into a folder. */
export async function buildClient(folder: string): Promise<Built> {
  const exported = MODULES.filter((name) => !INTERNAL.includes(name));
  const contents = exported.map((name) => `export * from './${name}';`).join('\n');
  const options = {
    stdin: { contents, resolveDir: SOURCE, loader: 'ts', sourcefile: 'entry.ts' },
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  } as const;
  const [readable, minified] = await Promise.all([build(options), build({ ...options, minify: true })]);
  const code = readable.outputFiles[0]?.text ?? '';
  const declarations = declarationsOf();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'auth-client.mjs'), code);
  writeFileSync(join(folder, 'auth-client.d.mts'), declarations);
  const contentsMinified = minified.outputFiles[0]?.contents ?? new Uint8Array();
  return {
    code,
    declarations,
    inputs: inputsOf(readable.metafile),
    minified: contentsMinified.length,
    gzipped: gzipSync(contentsMinified, { level: 9 }).length,
  };
}

function inputsOf({ inputs }: Metafile): string[] {
  return Object.keys(inputs).filter((file) => basename(file) !== 'entry.ts');
}

/** All declarations as one module. The types of the contract are written out: they need neither zod nor the API. */
function declarationsOf(): string {
  const files = MODULES.map((name) => join(SOURCE, `${name}.ts`));
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const program = ts.createProgram(files, {
    ...options,
    types: ['node'],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
  });
  const problems = ts.getPreEmitDiagnostics(program);
  if (problems.length > 0) {
    const host = { getCanonicalFileName: String, getCurrentDirectory: () => ROOT, getNewLine: () => '\n' };
    throw new Error(ts.formatDiagnostics(problems, host));
  }
  const emitted = new Map<string, string>();
  program.emit(undefined, (file, text) => emitted.set(basename(file, '.d.ts'), text), undefined, true);
  const modules = MODULES.map((name) =>
    name === 'contract' ? contractDeclarations(program) : declarationsOfModule(name, emitted.get(name) ?? ''),
  );
  return `${modules.join('\n')}\nexport {};\n`;
}

/** The declarations without imports, which are of the same file now. */
function declarationsOfModule(name: string, text: string): string {
  const own = text
    .replace(/^import .*;\n/gm, '')
    .replace(/^export \{\};\n/gm, '')
    .replace(/\bcontract\.(?=[A-Z])/g, '');
  return INTERNAL.includes(name) ? own.replace(/^export (?=declare|interface|type)/gm, '') : own;
}

function contractDeclarations(program: ts.Program): string {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(join(SOURCE, 'contract.ts'));
  // Seen from a file that imports no type, each type is written with its members.
  const elsewhere = program.getSourceFiles().find((it) => program.isSourceFileDefaultLibrary(it));
  const { NoTruncation, InTypeAlias, UseSingleQuotesForStringLiteralType } = ts.TypeFormatFlags;
  const flags = NoTruncation | InTypeAlias | UseSingleQuotesForStringLiteralType;
  const aliases = file?.statements.filter(ts.isTypeAliasDeclaration) ?? [];
  const lines = aliases.map(({ name }) => {
    const text = checker.typeToString(checker.getTypeAtLocation(name), elsewhere, flags);
    return `export type ${name.text} = ${text};`;
  });
  return `${lines.join('\n')}\n`;
}

if (require.main === module) {
  buildClient(join(__dirname, 'dist')).then(({ minified, gzipped }) => {
    console.log(`packages/client/dist: ${minified} bytes minified, ${gzipped} bytes with gzip`);
  });
}
