import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** A block of shell commands, and the lines that the block of output below it shows. Without one, they print nothing. */
export interface Step {
  readonly commands: string;
  readonly output: readonly string[];
}

/** The steps of a document that are between its comments "tested commands" and "end of tested commands". */
export function testedSteps(file: string): Step[] {
  const text = readFileSync(file, 'utf8');
  const parts = [...text.matchAll(/<!-- tested commands.*?-->(.*?)<!-- end of tested commands -->/gs)];
  return stepsIn(parts.map(([, part = '']) => part).join(''));
}

/** The steps in a part of a document: its blocks of commands, each with the blocks of output that follow. */
export function stepsIn(text: string): Step[] {
  const steps: { commands: string; output: string[] }[] = [];
  for (const [, language, content = ''] of text.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (language === 'sh') steps.push({ commands: content, output: [] });
    else steps.at(-1)?.output.push(...lines(content));
  }
  return steps;
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

/** Printed between the outputs of two steps. */
const SEPARATOR = '--- end of step ---';

/** Runs the steps in one shell, against the API of a local run, and returns the lines that each step prints. */
export async function runSteps(
  steps: readonly Step[],
  api: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string[][]> {
  const script = steps.map(({ commands }) => `${commands}echo '${SEPARATOR}'\n`).join('');
  expect(script).toMatch(/^API=http:\/\/localhost:3000$/m);
  const commands = script.replaceAll('API=http://localhost:3000\n', `API=${api}\n`);
  const env = { ...process.env, ...variables };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], { env });
  return stdout.split(`${SEPARATOR}\n`).slice(0, -1).map(lines);
}

/** The expected lines. A document shows an ellipsis for text that differs in each run. */
export function expectedLines({ output }: Step): unknown[] {
  return output.map((line) => {
    const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return expect.stringMatching(new RegExp(`^${parts.join('.+')}$`));
  });
}
