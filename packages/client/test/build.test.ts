import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { temporaryFolder } from '../../local-run/test/support/temporary-folder';
import { type Built, buildClient } from '../build';

const folder = temporaryFolder();
let built: Built;

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

beforeAll(async () => {
  built = await buildClient(folder);
});

/** The type errors of a module beside the built client. */
function compile(name: string, source: string): readonly (string | ts.DiagnosticMessageChain)[] {
  const file = join(folder, name);
  ts.sys.writeFile(file, source);
  const lib = ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'];
  const { ES2022: target } = ts.ScriptTarget;
  const { NodeNext: module } = ts.ModuleKind;
  const program = ts.createProgram([file], { target, module, lib, types: [], strict: true, noEmit: true });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
}

describe('npm run client', () => {
  it('bundles files of the package only', () => {
    expect(built.inputs.length).toBeGreaterThan(0);
    expect(built.inputs.filter((file) => !file.startsWith('packages/client/src/'))).toEqual([]);
    expect(built.code).not.toMatch(/^import /m);
  });

  it('writes declarations that import nothing', () => {
    expect(built.declarations).not.toMatch(/\bimport\b|\bany\b/);
  });

  it('writes declarations with which the example of the README compiles', () => {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    expect(example).toContain('createAuthClient');
    expect(compile('example.mts', example)).toEqual([]);
  });

  it('writes declarations with which a front end compiles, and which name fields and codes', () => {
    const source = `
      import { AuthError, createAuthClient } from './auth-client.mjs';
      const client = createAuthClient({ baseUrl: '' });
      const email: string | undefined = (await client.me()).email;
      await client.challenge({ challenge: 'EMAIL_OTP', username: 'ada', session: 's', code: '1' });
      // @ts-expect-error the field is missing
      await client.signIn({ username: 'ada' });
      // @ts-expect-error there is no such field
      (await client.me()).mail;
      // @ts-expect-error there is no such code
      new AuthError('network', '').code === 'invalid_credential';
      new AuthError('network', '').code === 'invalid_credentials';
      export { email };
    `;
    expect(compile('use.mts', source)).toEqual([]);
  });

  it('has a bundle of the size that the README says, give or take 10%', () => {
    const [, minified, gzipped] = /([\d.]+) KB minified, ([\d.]+) KB with gzip/.exec(readme)?.map(Number) ?? [];
    expect(Math.abs(built.minified / 1000 / Number(minified) - 1)).toBeLessThan(0.1);
    expect(Math.abs(built.gzipped / 1000 / Number(gzipped) - 1)).toBeLessThan(0.1);
  });
});
