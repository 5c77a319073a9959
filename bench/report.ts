import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { barChart } from './chart';
import { findLambdaNode } from './lambda-node';
import { run } from './processes';
import type { Row } from './rows';
import { markdownTable } from './table';
import { ROOT } from './workspace';

/** The machine on which the benchmarks ran. */
interface Machine {
  readonly date: string;
  readonly node: string;
  readonly lambdaNode: string;
  readonly processor: string;
  readonly processors: number;
}

/** Writes the results, the chart and the table of docs/performance.md. Returns the names of the files. */
export async function writeReport(rows: readonly Row[]): Promise<string[]> {
  const machine = await describeMachine();
  const document = 'docs/performance.md';
  write('bench/results.json', `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
  write('docs/performance.svg', barChart(rows));
  write(document, withResults(readFileSync(join(ROOT, document), 'utf8'), machine, rows));
  return ['bench/results.json', 'docs/performance.svg', document];
}

/** Replaces the results between the markers of the document. Throws for a document without markers. */
export function withResults(text: string, machine: Machine, rows: readonly Row[]): string {
  const { date, node, lambdaNode, processor, processors } = machine;
  const measuredOn = `Measured on ${date}: Node ${node}, for handlers Node ${lambdaNode}; ${processors} × ${processor}.`;
  const marked = /(<!-- results -->\n).*(<!-- end of results -->)/s;
  if (!marked.test(text)) throw new Error('The document has no markers for the results');
  return text.replace(marked, (_, start, end) => `${start}\n${measuredOn}\n\n${markdownTable(rows)}\n\n${end}`);
}

async function describeMachine(): Promise<Machine> {
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version.slice(1),
    lambdaNode: (await run(findLambdaNode(), ['--version'])).stdout.trim().slice(1),
    processor: cpu?.model.trim() ?? 'unknown',
    processors: cpus().length,
  };
}

function write(file: string, text: string): void {
  writeFileSync(join(ROOT, file), text);
}
