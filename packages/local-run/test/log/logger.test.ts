import { createLogger, type LogOutput } from '../../src/log/logger';

const text: LogOutput = { format: 'text', colors: false, verbose: false };

function logged(output: Partial<LogOutput>, use: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  use(createLogger({ ...text, ...output }, (line) => lines.push(line)));
  return lines.join('\n');
}

const request = { method: 'GET', path: '/notes', status: 200, milliseconds: 3, code: undefined };
const failure = {
  requestId: 'request-1',
  label: 'GET /notes',
  source: 'lambda/list.ts:5',
  text: 'TypeError: boom\n    at list (lambda/list.ts:5:1)',
};

/** A text in one of the colors of a terminal. */
const colored = (color: number, content: string | number) => `\u001b[${color}m${content}\u001b[39m`;

describe('the text log', () => {
  it('has time, status, route, duration and code of a request', () => {
    expect(logged({}, (log) => log.request(request))).toMatch(/^\d\d:\d\d:\d\d 200 GET \/notes 3 ms$/);
    expect(logged({}, (log) => log.request({ ...request, status: 404, code: 'note_not_found' }))).toMatch(
      /^\d\d:\d\d:\d\d 404 GET \/notes 3 ms note_not_found$/,
    );
    expect(logged({}, (log) => log.request({ ...request, status: undefined }))).toMatch(
      /^\d\d:\d\d:\d\d canceled by the client GET \/notes 3 ms$/,
    );
  });

  it.each([
    [200, 32],
    [302, 36],
    [404, 33],
    [502, 31],
  ])('shows the status %d in color %d, if colors are on', (status, color) => {
    const line = logged({ colors: true }, (log) => log.request({ ...request, status }));
    expect(line).toContain(colored(color, status));
  });

  it('has the route and the place of an error in front of its stack', () => {
    expect(logged({}, (log) => log.failure(failure))).toBe(
      'GET /notes  lambda/list.ts:5  TypeError: boom\n    at list (lambda/list.ts:5:1)',
    );
  });

  it('has the route in front of what a function prints, in the color of the level', () => {
    const record = { level: 'WARN', label: 'GET /notes', text: 'full', source: undefined } as const;
    expect(logged({}, (log) => log.fromFunction(record))).toBe('GET /notes  full');
    expect(logged({ colors: true }, (log) => log.fromFunction(record))).toBe(`${colored(33, 'GET /notes')}  full`);
  });
});

describe('the line of a trigger', () => {
  const record = { trigger: 'PreSignUp_SignUp', outcome: 'ok', milliseconds: 3, code: undefined } as const;

  it('has time, outcome, trigger, duration and code', () => {
    expect(logged({}, (log) => log.trigger(record))).toMatch(/^\d\d:\d\d:\d\d ok trigger PreSignUp_SignUp 3 ms$/);
    expect(logged({}, (log) => log.trigger({ ...record, outcome: 'error', code: 'not_allowed' }))).toMatch(
      /^\d\d:\d\d:\d\d error trigger PreSignUp_SignUp 3 ms not_allowed$/,
    );
  });

  it.each([
    ['ok', 32],
    ['error', 33],
    ['failed', 31],
  ] as const)('shows the outcome %s in color %d, if colors are on', (outcome, color) => {
    expect(logged({ colors: true }, (log) => log.trigger({ ...record, outcome }))).toContain(colored(color, outcome));
  });

  it('is one object in JSON format', () => {
    expect(JSON.parse(logged({ format: 'json' }, (log) => log.trigger(record)))).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      outcome: 'ok',
      trigger: 'PreSignUp_SignUp',
      ms: 3,
    });
  });
});

describe('the JSON log', () => {
  it('has one object for a request, without what is unknown', () => {
    expect(JSON.parse(logged({ format: 'json' }, (log) => log.request(request)))).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      status: 200,
      method: 'GET',
      route: '/notes',
      ms: 3,
    });
  });

  it('has one object for a failure', () => {
    expect(JSON.parse(logged({ format: 'json' }, (log) => log.failure(failure)))).toEqual({
      timestamp: expect.any(String),
      level: 'ERROR',
      requestId: 'request-1',
      route: 'GET /notes',
      source: 'lambda/list.ts:5',
      message: { errorMessage: 'TypeError: boom', stackTrace: ['    at list (lambda/list.ts:5:1)'] },
    });
  });

  it('has the lines of functions as they are', () => {
    const record = { level: 'INFO', label: 'GET /notes', text: '{"level":"INFO"}', source: undefined } as const;
    expect(logged({ format: 'json' }, (log) => log.fromFunction(record))).toBe('{"level":"INFO"}');
  });
});

it.each(['text', 'json'] as const)('a plain line is written as it is in %s format', (format) => {
  expect(logged({ format }, (log) => log('2 users kept'))).toBe('2 users kept');
});
