import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until there is a true answer, and gives it; throws when there is none within the time. */
export async function eventually<Answer>(
  ask: () => Answer | Promise<Answer>,
  milliseconds = 15_000,
): Promise<NonNullable<Answer>> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await delay(5)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`Not within ${milliseconds} ms: ${ask}`);
}
