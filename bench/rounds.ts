/** What a part of the benchmark is told. */
export interface Scale {
  /** Few rounds: to see that it works, not to rely on. */
  readonly quick: boolean;
  readonly progress: (text: string) => void;
}

/**
 * Takes one sample of each subject in turn, round after round, so that whatever the machine does besides meets them all.
 * A first round that does not count fills the caches of files.
 */
export async function interleaved<Name extends string>(
  { progress }: Scale,
  rounds: number,
  subjects: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(subjects) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    progress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    for (const name of names) {
      const sample = await subjects[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}
