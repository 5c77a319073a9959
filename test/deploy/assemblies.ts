import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Template } from './aws/cloudformation/template';

const ROOT = join(__dirname, '../..');

/** Options of the app, as `-c KEY=VALUE` gives them. */
export type Options = Readonly<Record<string, string>>;

/**
 * Synthesizes the app once for each set of options. Returns the cloud assembly directories by the same names, for
 * `cdk deploy --app DIRECTORY`, which saves the CLI a synth.
 */
export async function synthesizeAssemblies<Name extends string>(
  directory: string,
  optionSets: Readonly<Record<Name, Options>>,
): Promise<Readonly<Record<Name, string>>> {
  const names = Object.keys(optionSets) as Name[];
  const directories = Object.fromEntries(names.map((name) => [name, join(directory, name)])) as Record<Name, string>;
  const options = Object.fromEntries(names.map((name) => [directories[name], optionSets[name]]));
  const script = join(__dirname, 'synth-assemblies.ts');
  const env = { ...process.env, CDK_VALIDATION: 'false' };
  await promisify(execFile)(process.execPath, ['--import', 'tsx', script, JSON.stringify(options)], { cwd: ROOT, env });
  return directories;
}

/** The template in an assembly of this app, which has one stack. */
export function readTemplate(assembly: string): Template {
  return JSON.parse(readFileSync(templateFile(assembly), 'utf8'));
}

function templateFile(assembly: string): string {
  const [file] = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  if (!file) throw new Error(`There is no template in ${assembly}`);
  return join(assembly, file);
}
