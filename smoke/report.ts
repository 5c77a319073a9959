/** One row of the table. */
export interface Check {
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
  readonly result: 'ok' | 'FAILED' | 'skipped';
}

const HEADINGS = ['Check', 'Expected', 'Seen', 'Result'];

/** The checks so far, in the order in which they were made. */
export class Report {
  readonly checks: Check[] = [];

  /** Adds a check, which is ok if both texts are equal. Returns whether it is. */
  compare(name: string, expected: string, seen: string): boolean {
    const isOk = expected === seen;
    this.checks.push({ name, expected, seen, result: isOk ? 'ok' : 'FAILED' });
    return isOk;
  }

  /** Adds a check that cannot be made here. */
  skip(name: string, reason: string): void {
    this.checks.push({ name, expected: '', seen: reason, result: 'skipped' });
  }

  get isOk(): boolean {
    return this.checks.every(({ result }) => result !== 'FAILED');
  }

  /** A table with aligned columns, and a line with the number of failed checks. */
  toString(): string {
    const lines = [HEADINGS, ...this.checks.map(({ name, expected, seen, result }) => [name, expected, seen, result])];
    const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
    const padded = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
    return [...padded.map((line) => line.trimEnd()), '', this.summary()].join('\n');
  }

  private summary(): string {
    const count = (result: Check['result']) => this.checks.filter((check) => check.result === result).length;
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    return `${count('ok')} checks ok, ${count('FAILED')} failed${skipped}`;
  }
}
