import type { z } from 'zod/mini';
import type { EmbeddedCognito } from '../cognito/embedded-cognito';
import type { Clock } from './clock';

/** A request that is refused: the reply has this status and message. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A request whose sender was checked. */
export interface ControlRequest {
  readonly query: URLSearchParams;
  readonly mediaType: string | undefined;
  /** Undefined if it is too large. */
  readonly body: Buffer | undefined;
  readonly clock: Clock;
  readonly cognito: EmbeddedCognito;
}

/**
 * The query parameter of a request: one of these, or none. Throws on any other parameter, because a misspelled filter must not apply
 * to everything, and on two parameters.
 */
export function parseFilter<Name extends string>(
  { query }: ControlRequest,
  ...names: readonly Name[]
): Partial<Record<Name, string>> {
  const use = `Use ${names.map((name) => `?${name}=VALUE`).join(', ')} or none.`;
  const unknown = [...query.keys()].find((key) => !names.some((name) => name === key));
  if (unknown !== undefined) throw new ControlError(400, `Unknown query parameter ${unknown}. ${use}`);
  if (query.size > 1) throw new ControlError(400, `More than one query parameter. ${use}`);
  return Object.fromEntries(query) as Partial<Record<Name, string>>;
}

/** Parses a JSON body. Throws an error that names each wrong field and shows an example of a body. */
export function parseBody<Schema extends z.ZodMiniType>(
  { mediaType, body }: ControlRequest,
  schema: Schema,
  example: z.input<Schema>,
): z.infer<Schema> {
  const hint = `Send a JSON object such as ${JSON.stringify(example)}`;
  // A page of any origin can send a form or plain text without asking; for this type, a browser asks first.
  if (mediaType !== 'application/json') throw new ControlError(415, `${hint} with Content-Type: application/json.`);
  if (body === undefined) throw new ControlError(413, `The body is too large. ${hint}.`);
  const { success, data, error } = schema.safeParse(parseJson(body));
  if (success) return data;
  throw new ControlError(400, `Wrong body: ${error.issues.map(describe).join('; ')}. ${hint}.`);
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown field ${issue.keys.join(', ')}`;
  return issue.path.length > 0 ? `${issue.path.join('.')} ${issue.message}` : 'it is not a JSON object';
}

/** Undefined for text that is not JSON. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
