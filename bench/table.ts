import { type Row, reached, type Unit } from './rows';

const HEADINGS = ['What', 'Against', 'Ours', 'Theirs', 'Result', 'Target', 'Reached'];

/** A number as a person reads it: three digits that count, and its unit. */
export function readable(value: number, unit: Unit): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const number = value.toFixed(digits);
  return unit === '' ? number : unit === '×' || unit === '/s' ? `${number}${unit}` : `${number} ${unit}`;
}

export function targetOf({ target, result }: Row): string {
  if (!target) return '';
  return 'atMost' in target
    ? `≤ ${readable(target.atMost, result.unit)}`
    : `≥ ${readable(target.atLeast, result.unit)}`;
}

function cells(row: Row): string[] {
  const { what, against, ours, theirs, result } = row;
  const { median, lower, upper, samples } = result.summary;
  const spread = samples > 1 ? ` (${readable(lower, '')}–${readable(upper, '')})` : '';
  const met = reached(row);
  return [
    what,
    against,
    readable(ours.summary.median, ours.unit),
    theirs ? readable(theirs.summary.median, theirs.unit) : '',
    readable(median, result.unit) + spread,
    targetOf(row),
    met === undefined ? '' : met ? 'yes' : 'no',
  ];
}

/** The table for a terminal. */
export function textTable(rows: readonly Row[]): string {
  const lines = [HEADINGS, ...rows.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The table for a document. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (of: readonly string[]) => `| ${of.join(' | ')} |`;
  return [line(HEADINGS), line(HEADINGS.map(() => '---')), ...rows.map((row) => line(cells(row)))].join('\n');
}
