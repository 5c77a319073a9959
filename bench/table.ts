import { isTargetMet, type Row, type Unit } from './rows';

const HEADINGS = ['What', 'Against', 'Subject', 'Reference', 'Result', 'Target', 'Met'];

/** A number with three significant digits and its unit. */
export function formatNumber(value: number, unit: Unit): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const number = value.toFixed(digits);
  return unit === '' ? number : unit === '×' || unit === '/s' ? `${number}${unit}` : `${number} ${unit}`;
}

export function formatTarget({ target, result }: Row): string {
  if (!target) return '';
  return 'atMost' in target
    ? `≤ ${formatNumber(target.atMost, result.unit)}`
    : `≥ ${formatNumber(target.atLeast, result.unit)}`;
}

function cells(row: Row): string[] {
  const { what, against, subject, reference, result } = row;
  const { median, lower, upper, samples } = result.summary;
  const spread = samples > 1 ? ` (${formatNumber(lower, '')}–${formatNumber(upper, '')})` : '';
  const met = isTargetMet(row);
  return [
    what,
    against,
    formatNumber(subject.summary.median, subject.unit),
    reference ? formatNumber(reference.summary.median, reference.unit) : '',
    formatNumber(median, result.unit) + spread,
    formatTarget(row),
    met === undefined ? '' : met ? 'yes' : 'no',
  ];
}

/** The table for a terminal, with aligned columns. */
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

/** The table in Markdown. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (of: readonly string[]) => `| ${of.join(' | ')} |`;
  return [line(HEADINGS), line(HEADINGS.map(() => '---')), ...rows.map((row) => line(cells(row)))].join('\n');
}
