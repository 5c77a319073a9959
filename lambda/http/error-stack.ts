/** The stack of an error, and of its causes: a few, because they may form a circle. */
export function stackOf(error: unknown, depth = 5): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? String(error);
  return error.cause === undefined || depth === 0 ? stack : `${stack}\nCaused by: ${stackOf(error.cause, depth - 1)}`;
}
