import { readableStacks } from '../../src/log/error-text';

const folders = ['/tmp/run/asset', '/home/ada/project'];
const readable = (...lines: string[]) => readableStacks(lines.join('\n'), folders);

describe('a stack', () => {
  it('has paths relative to the project, and no frames of Node.js, libraries and the local run', () => {
    expect(
      readable(
        'TypeError: boom',
        '    at list (file:///home/ada/project/lambda/list.ts:5:1)',
        '    at Client.send (/home/ada/project/node_modules/client/index.js:9:9)',
        '    at handler (/tmp/run/asset/index.mjs:2:3)',
        '    at MessagePort.<anonymous> (file:///packages/local-run/src/functions/lambda-runtime.mjs:80:5)',
        '    at process.processTicks (node:internal/process/task_queues:95:5)',
        '    at async Promise.all (index 0)',
      ),
    ).toEqual({
      text: [
        'TypeError: boom',
        '    at list (lambda/list.ts:5:1)',
        '    at handler (index.mjs:2:3)',
        '    at async Promise.all (index 0)',
      ].join('\n'),
      source: 'lambda/list.ts:5',
    });
  });

  it('keeps its first frame if all are of libraries', () => {
    expect(
      readable('Error: boom', '    at a (/x/node_modules/y/index.js:1:2)', '    at node:internal/timers:1:1').text,
    ).toBe('Error: boom\n    at a (/x/node_modules/y/index.js:1:2)');
  });

  it('keeps the cause and the properties after a frame that is left out', () => {
    expect(
      readable(
        'Error: outer',
        '    at list (/home/ada/project/lambda/list.ts:5:1)',
        '    at node:internal/timers:1:1 {',
        "  code: 'E',",
        '  [cause]: Error: inner',
        '      at load (/home/ada/project/lambda/load.ts:7:1)',
        '      ... 2 lines matching cause stack trace ...',
        '}',
      ).text,
    ).toBe(
      [
        'Error: outer',
        '    at list (lambda/list.ts:5:1) {',
        "  code: 'E',",
        '  [cause]: Error: inner',
        '      at load (lambda/load.ts:7:1)',
        '}',
      ].join('\n'),
    );
  });

  it('names the source of a frame without a function and of one with colors', () => {
    expect(readable('Error', '    at /home/ada/project/lambda/list.ts:5:1').source).toBe('lambda/list.ts:5');
    expect(
      readable('Error', '    at f \u001b[90m(/home/ada/project/\u001b[39mlambda/list.ts:5:1\u001b[90m)\u001b[39m'),
    ).toEqual({
      text: 'Error\n    at f (lambda/list.ts:5:1)',
      source: 'lambda/list.ts:5',
    });
  });
});

it('an error of Node.js has no source', () => {
  expect(readable('Error: out of memory', '    at [kOnExit] (node:internal/worker:320:26)').source).toBeUndefined();
});

it('text without a stack is unchanged', () => {
  expect(readable('at noon', '  { a: 1 }')).toEqual({ text: 'at noon\n  { a: 1 }', source: undefined });
});
