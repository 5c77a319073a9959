/** Asserts that a value that must not change is as before. The error begins with what to do about the change. */
export function assertPinned(found: unknown, pinned: unknown, advice: string): void {
  try {
    expect(found).toEqual(pinned);
  } catch (error) {
    throw new Error(`${advice}\n\n${error instanceof Error ? error.message : error}`);
  }
}
