import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { lambdaNode } from './lambda-node';
import { picture } from './picture';
import { run } from './processes';
import type { Row } from './rows';
import { markdownTable } from './table';
import { ROOT } from './workspace';

/** What the numbers were measured on. */
interface Machine {
  readonly date: string;
  readonly node: string;
  readonly lambdaNode: string;
  readonly processor: string;
  readonly processors: number;
}

/** Writes the results, the picture and the table of docs/performance.md, and gives the names of the files. */
export async function writeReport(rows: readonly Row[]): Promise<string[]> {
  const machine = await thisMachine();
  const document = 'docs/performance.md';
  write('bench/results.json', `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
  write('docs/performance.svg', picture(rows));
  write(document, withResults(readFileSync(join(ROOT, document), 'utf8'), machine, rows));
  return ['bench/results.json', 'docs/performance.svg', document];
}

/** The document with this between its markers. */
export function withResults(text: string, machine: Machine, rows: readonly Row[]): string {
  const { date, node, lambdaNode, processor, processors } = machine;
  const measuredOn = `Measured on ${date}: Node ${node}, for handlers Node ${lambdaNode}; ${processors} × ${processor}.`;
  const marked = /(<!-- results -->\n).*(<!-- end of results -->)/s;
  if (!marked.test(text)) throw new Error('The document has no place for the results');
  return text.replace(marked, (_, start, end) => `${start}\n${measuredOn}\n\n${markdownTable(rows)}\n\n${end}`);
}

async function thisMachine(): Promise<Machine> {
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version.slice(1),
    lambdaNode: (await run(lambdaNode(), ['--version'])).stdout.trim().slice(1),
    processor: cpu?.model.trim() ?? 'unknown',
    processors: cpus().length,
  };
}

function write(file: string, text: string): void {
  writeFileSync(join(ROOT, file), text);
}
