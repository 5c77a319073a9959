import { isTargetMet, type Row, type Target, usedShare } from './rows';
import { formatNumber, formatTarget } from './table';

// Pixels.
const WIDTH = 860;
const LABEL_WIDTH = 390;
const ROW_HEIGHT = 34;
const TOP = 46;
/** The length of a bar that uses exactly what its target allows. */
const TARGET_LENGTH = 130;
/** The longest bar, in target lengths; longer ones are cut. */
const MAX_LENGTH = 3;

/** Colors for light and dark pages. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .small { font-size: 11px; fill: #57606a; }
  .met { fill: #1a7f37; }
  .missed { fill: #bc4c00; }
  line { stroke: #57606a; stroke-dasharray: 4 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .small { fill: #9198a1; }
    .met { fill: #3fb950; }
    .missed { fill: #f0883e; }
    line { stroke: #9198a1; }
  }`;

/** An SVG bar chart of the rows with a target: the used share of what each target allows. */
export function barChart(rows: readonly Row[]): string {
  const shown = rows.filter((row): row is Row & { target: Target } => row.target !== undefined);
  const height = TOP + shown.length * ROW_HEIGHT + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Results as shares of their targets">
<style>${STYLE}
</style>
<text x="${LABEL_WIDTH + TARGET_LENGTH}" y="20" text-anchor="middle" class="small">target</text>
<line x1="${LABEL_WIDTH + TARGET_LENGTH}" y1="28" x2="${LABEL_WIDTH + TARGET_LENGTH}" y2="${height - 8}" />
${shown.map((row, index) => bar(row, TOP + index * ROW_HEIGHT)).join('\n')}
</svg>
`;
}

function bar(row: Row & { target: Target }, y: number): string {
  const length = Math.max(2, Math.round(Math.min(usedShare(row), MAX_LENGTH) * TARGET_LENGTH));
  const { median } = row.result.summary;
  const text = `${formatNumber(median, row.result.unit)}, ${formatTarget(row)}`;
  return [
    `<text x="${LABEL_WIDTH - 12}" y="${y + 6}" text-anchor="end">${escapeXml(row.what)}</text>`,
    `<text x="${LABEL_WIDTH - 12}" y="${y + 20}" text-anchor="end" class="small">${escapeXml(row.against)}</text>`,
    `<rect x="${LABEL_WIDTH}" y="${y - 4}" width="${length}" height="18" rx="3" class="${isTargetMet(row) ? 'met' : 'missed'}" />`,
    `<text x="${LABEL_WIDTH + Math.max(length, TARGET_LENGTH) + 8}" y="${y + 10}" class="small">${escapeXml(text)}</text>`,
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
