import { randomUUID } from 'node:crypto';
import type { InvocationOutcome, InvokeFunction } from '../cognito/triggers/invocation';
import type { Logger } from '../log/logger';
import type { DeployedFunctions } from './deployed-functions';
import { FunctionFailed, type LambdaFunction } from './functions';

/**
 * Creates what calls functions for the embedded Cognito. `functions` returns those that are served now. Each call is logged, but
 * never its event, which may have a password (UserMigration).
 */
export function createTriggerCalls(functions: () => DeployedFunctions | undefined, log: Logger): InvokeFunction {
  return async (functionArn, event) => {
    const lambda = functions()?.withArn(functionArn);
    if (!lambda) return { failure: `there is no function ${functionArn}` };
    const trigger = triggerSource(event);
    const startedAt = performance.now();
    const outcome = await call(lambda, event, { trigger, log });
    log.trigger({
      trigger,
      outcome: outcomeName(outcome),
      milliseconds: Math.round(performance.now() - startedAt),
      code: 'error' in outcome && /^[\w.:-]{1,64}$/.test(outcome.error) ? outcome.error : undefined,
    });
    return outcome;
  };
}

async function call(
  lambda: LambdaFunction,
  event: object,
  { trigger, log }: { trigger: string; log: Logger },
): Promise<InvocationOutcome> {
  const requestId = randomUUID();
  const label = `trigger ${trigger}`;
  try {
    const result = await lambda.invoke(JSON.stringify(event), { requestId, label, knownTexts: [trigger] });
    return { result };
  } catch (thrown) {
    const { message, source, errorMessage } =
      thrown instanceof FunctionFailed
        ? thrown
        : { message: String(thrown), source: undefined, errorMessage: undefined };
    log.failure({ requestId, label, text: message, source });
    const [firstLine = ''] = message.split('\n');
    return errorMessage === undefined ? { failure: firstLine } : { error: errorMessage };
  }
}

function outcomeName(outcome: InvocationOutcome): 'ok' | 'error' | 'failed' {
  if ('result' in outcome) return 'ok';
  return 'error' in outcome ? 'error' : 'failed';
}

/** Such as `PreSignUp_SignUp`. */
function triggerSource(event: object): string {
  return 'triggerSource' in event ? String(event.triggerSource) : 'unknown';
}
