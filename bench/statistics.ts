/** The median and the interquartile range of a list of samples. */
export interface Summary {
  readonly median: number;
  /** First quartile. */
  readonly lower: number;
  /** Third quartile. */
  readonly upper: number;
  /** Number of samples. */
  readonly samples: number;
}

/** Summarizes samples in any order. Throws for an empty list. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    samples: samples.length,
  };
}

/** The quantile of sorted samples, interpolated between two neighbors. Throws for an empty list. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error('No samples');
  return below + (above - below) * (position - Math.floor(position));
}

/** The ratio of each round. A load on the machine that slows both measurements of a round does not change it. */
export function ratios(subject: readonly number[], reference: readonly number[]): number[] {
  return subject.map((value, round) => value / (reference[round] ?? Number.NaN));
}

/** The slope of the least-squares line through the points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point[0])), mean(points.map((point) => point[1]))];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
