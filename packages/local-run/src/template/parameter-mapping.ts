import type { HeaderTemplate } from './deployment';

const REQUEST_HEADER = 'method.request.header.';

/**
 * Parses API Gateway's mapping expression of a header: a literal in single quotes, or `method.request.header.` and a
 * name. Undefined for the other expressions of API Gateway, which are not supported.
 */
export function parseHeaderTemplate(name: string, expression: string): HeaderTemplate | undefined {
  const literal = expression.match(/^'(.*)'$/)?.[1];
  if (literal !== undefined) return { name, value: () => literal };
  if (!expression.startsWith(REQUEST_HEADER)) return undefined;
  return { name, value: (requestHeader) => requestHeader(expression.slice(REQUEST_HEADER.length)) };
}

/** The headers for one request. */
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

/** Values of the `$context` variables in the body of a gateway response. */
export type GatewayResponseContext = Readonly<Record<(typeof contextVariables)[number], string>>;

const VARIABLE = /\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g;

/** The first `$context` variable of a body that is not supported. */
export function findUnknownVariable(body: string): string | undefined {
  const known: readonly string[] = contextVariables;
  const names = [...body.matchAll(VARIABLE)].map(([, name = '']) => name);
  return names.find((name) => !known.includes(name));
}

/** Replaces the `$context` variables. Like API Gateway, does not escape the values. */
export function renderContext(body: string, context: GatewayResponseContext): string {
  return body.replace(VARIABLE, (_, name: keyof GatewayResponseContext) => context[name]);
}
