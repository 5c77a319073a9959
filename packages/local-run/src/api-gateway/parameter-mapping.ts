/** A header of a reply, and how to get its value; undefined where the header is then left out. */
export interface HeaderTemplate {
  readonly name: string;
  readonly value: (requestHeader: (name: string) => string | undefined) => string | undefined;
}

const REQUEST_HEADER = 'method.request.header.';

/**
 * Reads API Gateway's notation for a header's value: a literal in single quotes, or the name of a request header.
 * Undefined for the other things that API Gateway knows and the local run does not.
 */
export function parseHeaderTemplate(name: string, notation: string): HeaderTemplate | undefined {
  const literal = notation.match(/^'(.*)'$/)?.[1];
  if (literal !== undefined) return { name, value: () => literal };
  if (!notation.startsWith(REQUEST_HEADER)) return undefined;
  return { name, value: (requestHeader) => requestHeader(notation.slice(REQUEST_HEADER.length)) };
}

/** The headers as they are for one request. */
export function headerValues(
  templates: readonly HeaderTemplate[],
  requestHeader: (name: string) => string | undefined,
): (readonly [name: string, value: string])[] {
  return templates.flatMap(({ name, value }) => {
    const text = value(requestHeader);
    return text === undefined ? [] : [[name, text] as const];
  });
}

const contextVariables = [
  'requestId',
  'extendedRequestId',
  'error.message',
  'error.messageString',
  'error.responseType',
] as const;

/** What `$context` stands for in a gateway response. */
export type Context = Readonly<Record<(typeof contextVariables)[number], string>>;

const VARIABLE = /\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g;

/** The first variable of a template that `Context` does not have. */
export function findUnknownVariable(template: string): string | undefined {
  const known: readonly string[] = contextVariables;
  const names = [...template.matchAll(VARIABLE)].map(([, name = '']) => name);
  return names.find((name) => !known.includes(name));
}

/** Puts a request's values in the place of `$context` variables, as API Gateway does: as they are. */
export function renderContext(template: string, context: Context): string {
  return template.replace(VARIABLE, (_, name: keyof Context) => context[name]);
}
