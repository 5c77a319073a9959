/** A column of a table in text. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A column of words. */
export const left = (title: string): Column => ({ title, align: 'left' });

/** A column of numbers. */
export const right = (title: string): Column => ({ title, align: 'right' });

/** A table with aligned columns, one line per row. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      columns
        .map(({ align }, index) => {
          const [cell, width] = [line[index] ?? '', widths[index] ?? 0];
          return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A paragraph in lines of at most `width` characters, with an indent from the second line on. */
export function wrap(text: string, { width = 100, indent = '' } = {}): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line].join('\n');
}

/** A whole number, 1,234,567; below 10, with up to two digits after the point. */
export function number(value: number): string {
  const digits = value >= 10 || Number.isInteger(value) ? 0 : value >= 1 ? 1 : 2;
  if (value > 0 && value < 0.005) return '<0.01';
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** A share as a percentage: 12 %. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) return '<0.1 %';
  if (value < 100 && value > 99.9) return '>99.9 %';
  const isNearAnEnd = value < 10 || (value > 99 && value < 100);
  return `${value.toLocaleString('en-US', { maximumFractionDigits: isNearAnEnd ? 1 : 0 })} %`;
}
