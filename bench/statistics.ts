/** What is left of the samples of a measurement: the middle one, and between what the middle half of them lies. */
export interface Summary {
  readonly median: number;
  /** First and third quartile; the distance between them is the interquartile range. */
  readonly lower: number;
  readonly upper: number;
  readonly samples: number;
}

/** Summarizes samples. Throws for none, because there is nothing to say of them. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    samples: samples.length,
  };
}

/** The value below which this share of the sorted samples lies, between two of them where it falls there. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error('No samples, no quantile');
  return below + (above - below) * (position - Math.floor(position));
}

/** Round by round, what one is of the other: what slows down both for a moment leaves it as it is. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
}

/** The slope of the line with the least squares through the points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point[0])), mean(points.map((point) => point[1]))];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
