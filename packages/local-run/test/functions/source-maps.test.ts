import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { LambdaFunction } from '../../src/functions/functions';
import { createLogger } from '../../src/log/logger';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

// A project whose bundle is made elsewhere, as the synth does, and a copy of it in an assembly.

const folder = realpathSync(temporaryFolder());
const project = writeFiles(join(folder, 'project'), {
  'lambda/notes/list.ts': `
import { find } from '../store';

interface Event { readonly id?: string; readonly log?: boolean }

export const handler = async ({ id, log }: Event): Promise<unknown> => {
  try {
    return find(id);
  } catch (cause) {
    const error = new Error('The notes cannot be listed', { cause });
    if (!log) throw error;
    console.error({ outcome: 'failed', error });
    return 'logged';
  }
};
`,
  'lambda/store.ts': `
export function find(id: string | undefined): string {
  return (id as string).trim();
}
`,
  'lambda/broken.ts': `
interface Unused { readonly a: 1 }
throw new Error('NOTES_TABLE is missing');
export const handler = (): void => {};
`,
});

const home = process.cwd();
const functions: LambdaFunction[] = [];

beforeAll(() => process.chdir(project));

afterAll(() => {
  for (const lambda of functions) lambda.close();
  process.chdir(home);
});

/** Bundles a handler into an assembly, with a source map, and creates its function. */
function lambda(entry: string, options: { readonly minify?: boolean; readonly outdir: string }) {
  const { outputFiles } = buildSync({
    entryPoints: [join(project, entry)],
    absWorkingDir: project,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'silent',
    ...options,
  });
  const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  const assembly = join(folder, `assembly-${functions.length}`);
  const asset = writeFiles(join(assembly, 'asset.1'), {
    'index.js': `${text('.js')}//# sourceMappingURL=index.js.map\n`,
    'index.js.map': text('.map'),
  });
  expect(text('.map')).not.toContain(folder);
  const log: string[] = [];
  const created = new LambdaFunction(
    {
      name: 'List',
      arn: 'arn',
      module: join(asset, 'index.js'),
      handler: 'handler',
      environment: {},
      timeout: 20,
      memory: 128,
    },
    {
      runtimeEnvironment: {},
      assembly,
      log: createLogger({ format: 'text', colors: false, verbose: false }, (line) => log.push(line)),
    },
  );
  functions.push(created);
  const invoke = (event: object) => created.invoke(JSON.stringify(event), { requestId: 'id', label: 'GET /notes' });
  return {
    log,
    invoke,
    failure: (): Promise<Error> =>
      invoke({}).then(
        () => new Error('No failure'),
        (thrown) => thrown,
      ),
  };
}

describe('an error in a bundle with a source map', () => {
  it.each([
    ['relative to the project', { outdir: '.' }],
    ['relative to a folder of the project', { outdir: 'unused' }],
    ['of a minified bundle', { outdir: 'unused', minify: true }],
  ])('names the source files with their causes, with sources %s', async (_, options) => {
    const error = await lambda('lambda/notes/list.ts', options).failure();
    expect(error).toMatchObject({ name: 'FunctionFailed', source: 'lambda/notes/list.ts:10' });
    const lines = error.message.split('\n').map((line: string) => line.trim());
    expect(lines).toEqual([
      'Error: The notes cannot be listed',
      expect.stringMatching(/^at .*\(lambda\/notes\/list\.ts:10:\d+\) \{$/),
      expect.stringMatching(/^\[cause\]: TypeError: Cannot read properties of undefined/),
      expect.stringMatching(/^at find \(lambda\/store\.ts:3:\d+\)$/),
      expect.stringMatching(/^at .*\(lambda\/notes\/list\.ts:8:\d+\)$/),
      '}',
    ]);
  });

  it('names the source file when the module fails to load, on each request', async () => {
    const { failure } = lambda('lambda/broken.ts', { outdir: '.' });
    for (let time = 0; time < 2; time++) {
      expect(await failure()).toMatchObject({
        source: 'lambda/broken.ts:3',
        message: expect.stringMatching(/^Error: NOTES_TABLE is missing\n +at .*lambda\/broken\.ts:3:\d+/),
      });
    }
  });

  it('that the handler logs is printed with the route, the place and the cause', async () => {
    const { log, invoke } = lambda('lambda/notes/list.ts', { outdir: '.' });
    expect(await invoke({ log: true })).toBe('logged');
    const [first, message, ...others] = log.join('\n').split('\n');
    expect(first).toBe('GET /notes  lambda/notes/list.ts:10  outcome=failed');
    expect(message).toBe('Error: The notes cannot be listed');
    expect(others.join('\n')).toMatch(/\[cause\]: TypeError.*lambda\/store\.ts:3:/s);
  });
});
