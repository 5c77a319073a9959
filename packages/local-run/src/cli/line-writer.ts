/**
 * Creates a function that writes log lines in order. Collects the lines of one turn of the event loop into one write: under
 * load, a write per line takes as long as answering a request.
 */
export function createLineWriter(write: (text: string) => void): (line: string) => void {
  let pending = '';
  const flush = () => {
    if (pending) write(pending);
    pending = '';
  };
  process.on('exit', flush);
  return (line) => {
    if (!pending) setImmediate(flush);
    pending += `${line}\n`;
  };
}
