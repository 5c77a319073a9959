/** How a benchmark runs. */
export interface RunOptions {
  /** Few rounds: to check that the benchmark works. The results are not reliable. */
  readonly quick: boolean;
  /** Shows what the benchmark does at the moment. */
  readonly progress: (text: string) => void;
}

/**
 * Takes one sample of each measurement in every round, so that other load on the machine affects all of them alike. A
 * first round without samples fills the file caches.
 */
export async function interleave<Name extends string>(
  { progress }: RunOptions,
  rounds: number,
  measurements: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measurements) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    progress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    for (const name of names) {
      const sample = await measurements[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}
