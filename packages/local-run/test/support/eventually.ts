import { setTimeout as delay } from 'node:timers/promises';

/** Repeats a query until its result is truthy, and returns that. Throws after the given time. */
export async function eventually<Result>(
  query: () => Result | Promise<Result>,
  milliseconds = 15_000,
): Promise<NonNullable<Result>> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await delay(5)) {
    const result = await query();
    if (result) return result;
  }
  throw new Error(`No result within ${milliseconds} ms: ${query}`);
}
