import { setImmediate } from 'node:timers/promises';
import { createLineWriter } from '../../src/cli/line-writer';

it('writes the lines of one turn of the event loop at once and in order', async () => {
  const written: string[] = [];
  const log = createLineWriter((text) => written.push(text));
  log('one');
  log('two');
  expect(written).toEqual([]);
  await setImmediate();
  log('three');
  await setImmediate();
  expect(written).toEqual(['one\ntwo\n', 'three\n']);
});
