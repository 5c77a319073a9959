import { isCommonVariable } from '../../lambda/contract/environment';
import { UserError } from '../user-error';
import type { HandlerCode, HandlerOwner } from './bundling';

/** Variables that Lambda sets: a deployment with one of them fails, except AWS_LAMBDA_EXEC_WRAPPER. Source: "Defined runtime environment variables", Lambda. */
const RESERVED =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY(?:_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN)|(?:AWS_)?LAMBDA_(?!EXEC_WRAPPER$)\w+)$/;

/** Throws a UserError if a feature sets a variable with an invalid name, or one that the API or Lambda sets. */
export function assertFeatureEnvironment(route: string, environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(environment).filter(isCommonVariable)) {
    throw new UserError(
      `The route "${route}" sets the environment variable ${name}, which every function has. Use another name`,
    );
  }
  assertVariableNames({ kind: 'route', name: route }, environment);
}

/** Throws a UserError if a variable has an invalid name, or is one that Lambda sets. */
export function assertVariableNames(owner: HandlerOwner, environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(environment)) {
    const named = `The ${owner.kind} "${owner.name}" sets the environment variable ${name}`;
    if (RESERVED.test(name)) throw new UserError(`${named}, which Lambda sets. Use another name`);
    if (!/^[A-Za-z]\w+$/.test(name)) throw new UserError(`${named}. A name has letters, digits and underscores`);
  }
}

/** Variables that the AWS SDK or Node.js reads, and not the handler. */
const READ_BY_LIBRARIES = /^(?:AWS_|NODE_|TZ$)/;

/** The names of the variables that neither the code of a function nor a library reads. */
export function unreadVariables(environment: Readonly<Record<string, string>>, code: string): string[] {
  return Object.keys(environment).filter((name) => !READ_BY_LIBRARIES.test(name) && !code.includes(name));
}

/** Where the variables of a function are set. */
const environmentOf = { route: "the route's options", trigger: "the trigger's environment" } as const;

/** Throws a UserError if the handler does not read a variable that its feature sets: one of the two has a wrong name. */
export function assertReadsVariables(
  { kind, name }: HandlerOwner,
  environment: Readonly<Record<string, string>>,
  { text }: Pick<HandlerCode, 'text'>,
): void {
  if (text === undefined) return;
  const unread = unreadVariables(environment, text);
  if (unread.length === 0) return;
  throw new UserError(
    `The ${kind} "${name}" sets the environment variable ${unread.join(', ')}, but lambda/${name}.ts does not read it. ` +
      `Read it with readVariables('${unread[0]}'), or remove it from ${environmentOf[kind]}`,
  );
}
