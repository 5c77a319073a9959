import { type Row, reached, type Target, useOf } from './rows';
import { readable, targetOf } from './table';

const WIDTH = 860;
const LABELS = 390;
const LINE = 34;
const TOP = 46;
/** Where a bar ends that uses up just what its target allows; the space behind it takes twice as much. */
const TARGET = 130;
const LONGEST = 3;

/** Colours that can be read on white and on black; the page's own scheme decides. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .small { font-size: 11px; fill: #57606a; }
  .reached { fill: #1a7f37; }
  .missed { fill: #bc4c00; }
  line { stroke: #57606a; stroke-dasharray: 4 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .small { fill: #9198a1; }
    .reached { fill: #3fb950; }
    .missed { fill: #f0883e; }
    line { stroke: #9198a1; }
  }`;

/** The rows that have a target, as bars: how much of what the target allows is used up. */
export function picture(rows: readonly Row[]): string {
  const shown = rows.filter((row): row is Row & { target: Target } => row.target !== undefined);
  const height = TOP + shown.length * LINE + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="What was measured, as parts of what the targets allow">
<style>${STYLE}
</style>
<text x="${LABELS + TARGET}" y="20" text-anchor="middle" class="small">target</text>
<line x1="${LABELS + TARGET}" y1="28" x2="${LABELS + TARGET}" y2="${height - 8}" />
${shown.map((row, index) => bar(row, TOP + index * LINE)).join('\n')}
</svg>
`;
}

function bar(row: Row & { target: Target }, y: number): string {
  const length = Math.max(2, Math.round(Math.min(useOf(row), LONGEST) * TARGET));
  const { median } = row.result.summary;
  const text = `${readable(median, row.result.unit)}, ${targetOf(row)}`;
  return [
    `<text x="${LABELS - 12}" y="${y + 6}" text-anchor="end">${escaped(row.what)}</text>`,
    `<text x="${LABELS - 12}" y="${y + 20}" text-anchor="end" class="small">${escaped(row.against)}</text>`,
    `<rect x="${LABELS}" y="${y - 4}" width="${length}" height="18" rx="3" class="${reached(row) ? 'reached' : 'missed'}" />`,
    `<text x="${LABELS + Math.max(length, TARGET) + 8}" y="${y + 10}" class="small">${escaped(text)}</text>`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
