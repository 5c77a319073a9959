/** Path and query of a request line. `URL` throws on some of what a client may write there; nothing does here. */
export function parseRequestTarget(url = '/'): { path: string; query: URLSearchParams } {
  const mark = url.indexOf('?');
  const end = mark < 0 ? url.length : mark;
  return { path: url.slice(0, end), query: new URLSearchParams(url.slice(end)) };
}
