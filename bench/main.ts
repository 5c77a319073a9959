import { parseArgs } from 'node:util';
import { coldStart } from './parts/cold-start';
import { growth } from './parts/growth';
import { passwords } from './parts/passwords';
import { save } from './parts/save';
import { size } from './parts/size';
import { synth } from './parts/synth';
import { tests } from './parts/tests';
import { throughput } from './parts/throughput';
import { warm } from './parts/warm';
import { writeReport } from './report';
import type { Scale } from './rounds';
import type { Row } from './rows';
import { textTable } from './table';

/** In the order of the table. */
const parts: Readonly<Record<string, (scale: Scale) => Promise<Row[]>>> = {
  'cold-start': coldStart,
  size,
  warm,
  synth,
  growth,
  save,
  throughput,
  passwords,
  tests,
};

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

async function main(): Promise<void> {
  const { quick, named } = readArguments();
  const rows: Row[] = [];
  for (const name of named) rows.push(...(await timed(name, quick)));
  console.log(`\n${textTable(rows)}\n`);
  // A report of a few rows, or of few rounds, would take the place of a whole one.
  if (quick || named.length < Object.keys(parts).length) return;
  console.log(`Written: ${(await writeReport(rows)).join(', ')}`);
}

function readArguments(): { quick: boolean; named: readonly string[] } {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !Object.hasOwn(parts, name));
  if (unknown) throw new Error(`There is no part "${unknown}": ${Object.keys(parts).join(', ')}`);
  const all = Object.keys(parts).filter((name) => !values.quick || name !== 'tests');
  return { quick: values.quick, named: positionals.length > 0 ? positionals : all };
}

async function timed(name: string, quick: boolean): Promise<Row[]> {
  const startedAt = performance.now();
  const progress = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${name}: ${text}`);
  };
  progress('…');
  const rows = (await parts[name]?.({ quick, progress })) ?? [];
  progress('');
  console.error(
    `${process.stderr.isTTY ? '\r\x1b[2K' : ''}${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
  );
  return rows;
}
