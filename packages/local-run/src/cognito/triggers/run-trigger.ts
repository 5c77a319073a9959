import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../context';
import { CognitoException } from '../exceptions';
import { uuid } from '../randomness';
import type { TriggerName } from '../settings/trigger-settings';
import type { UserPool } from '../user-pool';
import type { InvocationOutcome, InvokeFunction } from './invocation';

/** One call of a trigger. */
export interface TriggerCall {
  readonly trigger: TriggerName;
  /** `triggerSource` of the event, such as `PreSignUp_SignUp`. */
  readonly source: string;
  /** The internal user name, or for a user who does not exist the given one. */
  readonly username: string;
  /** Undefined for an operation of an administrator, which has no client. */
  readonly clientId: string | undefined;
  readonly request: object;
  /** `response` of the event, which the function changes. */
  readonly response: object;
  /** @default '1' */
  readonly version?: string;
}

/** `response` of what the function returned. */
export type TriggerResponse = Readonly<Record<string, unknown>>;

/** Source: "Important considerations" of Lambda triggers in the Cognito developer guide. */
const ATTEMPTS = 3;

/**
 * Calls the function of a trigger and returns its response; undefined if the pool has no such trigger. A function that does not
 * answer in time is called again, as in AWS. The reply to each kind of error has been seen in AWS, except the one to a function
 * that does not exist, which is an assumption here. The log tells the developer more than the reply tells the client.
 */
export async function runTrigger(
  call: TriggerCall,
  pool: UserPool,
  context: Context,
): Promise<TriggerResponse | undefined> {
  const functionArn = pool.settings.triggers.functions.get(call.trigger);
  const { invokeFunction } = context;
  if (functionArn === undefined || invokeFunction === undefined) return undefined;
  const outcome = await invoke(invokeFunction, functionArn, eventOf(call, pool), context);
  const { trigger, source } = call;
  if (outcome === 'timeout') {
    context.log(`${source}: ${ATTEMPTS} calls of ${functionArn} took longer than ${context.triggerTimeoutMs} ms each`);
    const message = `${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`;
    throw new CognitoException('UnexpectedLambdaException', message);
  }
  if ('failure' in outcome) {
    context.log(`${source}: ${outcome.failure}`);
    throw userLambdaError(
      trigger,
      `RequestId: ${uuid(context.random)} Error: Runtime exited with error: exit status 1`,
    );
  }
  if ('error' in outcome) {
    context.log(`${source}: the function threw an error: ${outcome.error}`);
    throw userLambdaError(trigger, outcome.error);
  }
  return responseOf(outcome.result, call, context);
}

/** The exception for a response that Cognito cannot use. `problem` tells the developer why. */
export function invalidResponse(
  { source }: Pick<TriggerCall, 'source'>,
  problem: string,
  context: Context,
): CognitoException {
  context.log(`${source}: ${problem}; Cognito replies "Unrecognizable lambda output"`);
  return new CognitoException('InvalidLambdaResponseException', 'Unrecognizable lambda output');
}

const userLambdaError = (trigger: TriggerName, text: string) =>
  new CognitoException('UserLambdaValidationException', `${trigger} failed with error ${text}.`);

function eventOf({ source, username, clientId, request, response, version = '1' }: TriggerCall, pool: UserPool) {
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
    const outcome = await Promise.race([invokeFunction(functionArn, structuredClone(event)), timeout]);
    answered.abort();
    if (outcome !== 'timeout') return outcome;
  }
  return 'timeout';
}

/** Cognito requires that the function returns the event that it got. Reported in amazon-archives/amazon-cognito-identity-js#633. */
function responseOf(result: unknown, call: TriggerCall, context: Context): TriggerResponse {
  const returned = isObject(result) ? result : {};
  const missing = ['version', 'region', 'userPoolId', 'userName', 'callerContext', 'triggerSource', 'request'].find(
    (name) => returned[name] === undefined,
  );
  if (missing !== undefined || !isObject(returned.response)) {
    throw invalidResponse(call, `the function must return the event, with its ${missing ?? 'response'}`, context);
  }
  return returned.response;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
