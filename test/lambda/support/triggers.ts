/** What a trigger did with an event. */
export interface TriggerResult<Event> {
  /** The event that it returned to Cognito; undefined if it threw. */
  readonly returned: Event | undefined;
  /** The text of the error that it threw, which Cognito passes on to the caller; undefined if it returned. */
  readonly refused: string | undefined;
  /** The logged lines: the method of `console` and its argument. */
  readonly log: readonly (readonly [level: string, line: unknown])[];
}

const levels = ['debug', 'info', 'log', 'warn', 'error'] as const;

/** Loads lambda/triggers/NAME.ts with these environment variables, and returns a function that calls its handler with a copy of an event. */
export function loadTrigger<Event>(
  name: string,
  variables: Readonly<Record<string, string>>,
): (event: Event) => Promise<TriggerResult<Event>> {
  const { handler } = required<{ handler: (event: Event) => Promise<Event> }>(
    `../../../lambda/triggers/${name}`,
    variables,
  );
  return (event) => callTrigger(handler, event);
}

/** Loads a module anew, with no other environment variables than these. */
export function required<Module>(path: string, variables: Readonly<Record<string, string>>): Module {
  const before = process.env;
  process.env = { ...variables };
  try {
    let module: Module | undefined;
    jest.isolateModules(() => {
      module = require(path);
    });
    return module as Module;
  } finally {
    process.env = before;
  }
}

/** Calls a handler with a copy of an event. */
export async function callTrigger<Event>(
  handler: (event: Event) => Promise<Event>,
  event: Event,
): Promise<TriggerResult<Event>> {
  const spies = levels.map((level) => jest.spyOn(console, level).mockImplementation());
  try {
    const ended = await handler(structuredClone(event)).then(
      (returned) => ({ returned, refused: undefined }),
      (error: Error) => ({ returned: undefined, refused: error.message }),
    );
    const log = spies.flatMap(({ mock }, index) => mock.calls.map(([line]) => [levels[index] ?? '', line] as const));
    return { ...ended, log };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
