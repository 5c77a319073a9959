import { parseArgs } from 'node:util';
import { coldStart } from './benchmarks/cold-start';
import { freeze } from './benchmarks/freeze';
import { growth } from './benchmarks/growth';
import { passwords } from './benchmarks/passwords';
import { save } from './benchmarks/save';
import { size } from './benchmarks/size';
import { synth } from './benchmarks/synth';
import { testSuite } from './benchmarks/test-suite';
import { throughput } from './benchmarks/throughput';
import { warm } from './benchmarks/warm';
import { writeReport } from './report';
import type { RunOptions } from './rounds';
import type { Row } from './rows';
import { textTable } from './table';

type Benchmark = (options: RunOptions) => Promise<Row[]>;

/** In the order of the table. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  'cold-start': coldStart,
  size,
  warm,
  freeze,
  synth,
  growth,
  save,
  throughput,
  passwords,
  tests: testSuite,
};

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

async function main(): Promise<void> {
  const { quick, selected } = readArguments();
  const rows: Row[] = [];
  for (const name of selected) rows.push(...(await runBenchmark(name, quick)));
  console.log(`\n${textTable(rows)}\n`);
  // A partial or quick run would overwrite the complete results.
  if (quick || selected.length < Object.keys(benchmarks).length) return;
  console.log(`Written: ${(await writeReport(rows)).join(', ')}`);
}

function readArguments(): { quick: boolean; selected: readonly string[] } {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const names = Object.keys(benchmarks);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown) throw new Error(`There is no benchmark "${unknown}". The benchmarks are: ${names.join(', ')}`);
  const byDefault = values.quick ? names.filter((name) => name !== 'tests') : names;
  return { quick: values.quick, selected: positionals.length > 0 ? positionals : byDefault };
}

async function runBenchmark(name: string, quick: boolean): Promise<Row[]> {
  const startedAt = performance.now();
  const isTerminal = process.stderr.isTTY;
  const progress = (text: string) => {
    if (isTerminal) process.stderr.write(`\r\x1b[2K${name}: ${text}`);
  };
  progress('…');
  const rows = (await benchmarks[name]?.({ quick, progress })) ?? [];
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.error(`${isTerminal ? '\r\x1b[2K' : ''}${name}: ${seconds} s`);
  return rows;
}
