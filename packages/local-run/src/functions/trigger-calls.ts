import { randomUUID } from 'node:crypto';
import type { InvocationOutcome, InvokeFunction } from '../cognito/triggers/invocation';
import type { Logger } from '../log/logger';
import type { DeployedFunctions } from './deployed-functions';
import { CONCURRENCY, FunctionFailed, type LambdaFunction } from './functions';
import { chainLength, traceId } from './trigger-chain';

/**
 * Creates what calls functions for the embedded Cognito. `functions` returns those that are served now. Each call is logged, but
 * never its event, which may have a password (UserMigration).
 */
export function createTriggerCalls(functions: () => DeployedFunctions | undefined, log: Logger): InvokeFunction {
  return async (functionArn, event) => {
    const lambda = functions()?.withArn(functionArn);
    if (!lambda) return { failure: `there is no function ${functionArn}` };
    const trigger = triggerSource(event);
    // Each call in the chain waits for the next one. If they are calls of one function, a longer chain would wait for itself.
    if (chainLength() > CONCURRENCY) return { failure: ENDLESS_CHAIN };
    const startedAt = performance.now();
    const outcome = await call(lambda, event, { trigger, log });
    log.trigger({
      trigger,
      outcome: outcomeName(outcome),
      milliseconds: Math.round(performance.now() - startedAt),
      code: 'error' in outcome ? codeIn(withoutPassword(outcome.error, event)) : undefined,
    });
    return outcome;
  };
}

const ENDLESS_CHAIN =
  `this is call ${CONCURRENCY + 1} in a chain in which functions of triggers call Cognito, and Cognito calls triggers. ` +
  'The local run ends the chain here. In AWS, it goes on until a time-out.';

async function call(
  lambda: LambdaFunction,
  event: object,
  { trigger, log }: { trigger: string; log: Logger },
): Promise<InvocationOutcome> {
  const requestId = randomUUID();
  const label = `trigger ${trigger}`;
  try {
    const result = await lambda.invoke(JSON.stringify(event), {
      requestId,
      label,
      knownTexts: [trigger],
      traceId: traceId(chainLength()),
    });
    return { result };
  } catch (thrown) {
    const { message, source, errorMessage } =
      thrown instanceof FunctionFailed
        ? thrown
        : { message: String(thrown), source: undefined, errorMessage: undefined };
    log.failure({ requestId, label, text: withoutPassword(message, event), source });
    const [firstLine = ''] = message.split('\n');
    return {
      isLogged: true,
      ...(errorMessage === undefined ? { failure: withoutPassword(firstLine, event) } : { error: errorMessage }),
    };
  }
}

/** An error may quote the password of the event. */
function withoutPassword(text: string, event: object): string {
  const request: unknown = 'request' in event ? event.request : undefined;
  const password = request instanceof Object && 'password' in request ? request.password : undefined;
  return typeof password === 'string' && password !== '' ? text.replaceAll(password, '***') : text;
}

/** The message of an error, if it is a code. */
function codeIn(message: string): string | undefined {
  return /^[\w.:-]{1,64}$/.test(message) ? message : undefined;
}

function outcomeName(outcome: InvocationOutcome): 'ok' | 'error' | 'failed' {
  if ('result' in outcome) return 'ok';
  return 'error' in outcome ? 'error' : 'failed';
}

/** Such as `PreSignUp_SignUp`. */
function triggerSource(event: object): string {
  return 'triggerSource' in event ? String(event.triggerSource) : 'unknown';
}
