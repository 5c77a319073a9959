/**
 * Writes lines in the order in which they come, all those of one moment at once: under load, each write by itself would take
 * as long as answering a request.
 */
export function createLineWriter(write: (text: string) => void): (line: string) => void {
  let waiting = '';
  const flush = () => {
    if (waiting) write(waiting);
    waiting = '';
  };
  process.on('exit', flush);
  return (line) => {
    if (!waiting) setImmediate(flush);
    waiting += `${line}\n`;
  };
}
