/** Splits the target of a request line into path and query. Unlike `URL`, accepts any text that a client may send. */
export function parseRequestTarget(target = '/'): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  const end = mark < 0 ? target.length : mark;
  return { path: target.slice(0, end), query: new URLSearchParams(target.slice(end)) };
}
