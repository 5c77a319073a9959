import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod/mini';
import type { Context } from '../context';
import { CognitoException } from '../exceptions';
import { uuid } from '../randomness';
import type { TriggerName } from '../settings/trigger-settings';
import type { UserPool } from '../user-pool';
import type { InvocationOutcome, InvokeFunction } from './invocation';

/** One call of a trigger. */
export interface TriggerCall<Response extends z.ZodMiniType> {
  readonly trigger: TriggerName;
  /** `triggerSource` of the event, such as `PreSignUp_SignUp`. */
  readonly source: string;
  /** The internal user name, or for a user who does not exist the given one. */
  readonly username: string;
  /** Undefined for AdminConfirmSignUp and others, which have no client: null in the event. */
  readonly clientId: string | undefined;
  readonly request: object;
  /** `response` of the event, which the function changes. */
  readonly response: object;
  /** What `response` must be after the call. */
  readonly schema: Response;
  /** @default '1' */
  readonly version?: string;
}

/** Source: "Important considerations" of Lambda triggers in the Cognito developer guide. */
const ATTEMPTS = 3;

/** Of a trigger whose response is ignored. */
export const anyResponse = z.unknown();

/**
 * Calls the function of a trigger and returns its response; undefined if the pool has no such trigger. A function that does not
 * answer in time is called again, as in AWS. The exceptions and messages are those that users of AWS have reported, for example
 * in furaiev/amazon-cognito-identity-dart-2#204 (time-out), aws-amplify/amplify-js#9127 (crash), aws-amplify/amplify-flutter#1051
 * (error) and aws-amplify/amplify-js#7920 (version). The log tells the developer more than the reply tells the client.
 */
export async function runTrigger<Response extends z.ZodMiniType>(
  call: TriggerCall<Response>,
  pool: UserPool,
  context: Context,
): Promise<z.infer<Response> | undefined> {
  const { trigger, source } = call;
  const functionArn = pool.settings.triggers.functions.get(trigger);
  const { invokeFunction } = context;
  if (functionArn === undefined || invokeFunction === undefined) return undefined;
  const event = eventOf(call, pool);
  const outcome = await invoke(invokeFunction, functionArn, event, context);
  if (outcome === 'timeout') {
    context.log(
      `${source}: ${functionArn} was called ${ATTEMPTS} times, and did not answer within ${context.triggerTimeoutMs} ms`,
    );
    const message = `${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`;
    throw new CognitoException('UnexpectedLambdaException', message);
  }
  if ('failure' in outcome) {
    if (!outcome.isLogged) context.log(`${source}: ${outcome.failure}`);
    throw userLambdaError(
      trigger,
      `RequestId: ${uuid(context.random)} Error: Runtime exited with error: exit status 1`,
    );
  }
  if ('error' in outcome) {
    if (!outcome.isLogged) {
      context.log(`${source}: the function threw an error: ${withoutPassword(outcome.error, call.request)}`);
    }
    throw userLambdaError(trigger, outcome.error);
  }
  return parseResponse(outcome.result, { call, event }, context);
}

/** A line for the developer about a part of a response that Cognito ignores. */
export function logIgnored({ source }: { readonly source: string }, what: string, context: Context): void {
  context.log(`${source}: Cognito ignores ${what}`);
}

const userLambdaError = (trigger: TriggerName, text: string) =>
  new CognitoException('UserLambdaValidationException', `${trigger} failed with error ${text}.`);

type TriggerEvent = ReturnType<typeof eventOf>;

function eventOf(
  { source, username, clientId, request, response, version = '1' }: TriggerCall<z.ZodMiniType>,
  pool: UserPool,
) {
  return {
    version,
    region: pool.region,
    userPoolId: pool.id,
    userName: username,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: clientId ?? null },
    triggerSource: source,
    request,
    response,
  };
}

async function invoke(
  invokeFunction: InvokeFunction,
  functionArn: string,
  event: object,
  { triggerTimeoutMs }: Context,
): Promise<InvocationOutcome | 'timeout'> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const answered = new AbortController();
    // The timer alone does not keep the process running after its server has closed.
    const options = { ref: false, signal: answered.signal };
    const timeout = delay(triggerTimeoutMs, 'timeout' as const, options).catch(() => 'timeout' as const);
    // Each call gets an event of its own, because a function may change it.
    const call = invokeFunction(functionArn, structuredClone(event)).catch(() => ({
      failure: `${functionArn} cannot be called`,
    }));
    const outcome = await Promise.race([call, timeout]);
    answered.abort();
    if (outcome !== 'timeout') return outcome;
  }
  return 'timeout';
}

/** An error of a function may quote the password of its event, which must not get into the log. */
function withoutPassword(text: string, request: object): string {
  const password = 'password' in request ? String(request.password) : '';
  return password === '' ? text : text.replaceAll(password, '***');
}

const common = ['region', 'userPoolId', 'userName', 'callerContext', 'triggerSource', 'request', 'response'] as const;

/**
 * The response in what the function returned, which must be the event: with another one, AWS has been reported to fail. Which of the
 * common fields it reads is an assumption.
 */
function parseResponse<Response extends z.ZodMiniType>(
  result: unknown,
  { call, event }: { call: TriggerCall<Response>; event: TriggerEvent },
  context: Context,
): z.infer<Response> {
  const returned: Readonly<Record<string, unknown>> = typeof result === 'object' ? { ...result } : {};
  const missing = common.find((name) => returned[name] === undefined || returned[name] === null);
  const invalid = (problem: string, message = 'Unrecognizable lambda output') => {
    context.log(`${call.source}: ${problem}`);
    return new CognitoException('InvalidLambdaResponseException', message);
  };
  if (missing !== undefined) throw invalid(`the result of the function has no ${missing}: it must return the event`);
  if (returned.version !== event.version) {
    const problem = 'the function must return the version of the event';
    throw invalid(problem, `Invalid version. Version should be ${event.version}`);
  }
  const response = call.schema.safeParse(returned.response);
  if (response.success) return response.data;
  const [issue] = response.error.issues;
  const path = ['response', ...(issue?.path ?? [])].join('.');
  throw invalid(`${path} has a wrong type or value`);
}
