import { setTimeout as delay } from 'node:timers/promises';
import type { CognitoReply } from '../cognito-reply';
import { CognitoException } from '../exceptions';
import type { Fault } from '../faults';
import { exceptionReply } from './aws-json';

/** The reply to a call that fails; undefined to reset the connection. Calls `perform` at most once. */
export async function faultReply(
  fault: Fault,
  perform: () => Promise<CognitoReply>,
): Promise<CognitoReply | undefined> {
  switch (fault.fault) {
    case 'throttle':
      return exceptionReply(new CognitoException('TooManyRequestsException', 'Rate exceeded'));
    case 'unavailable':
      return exceptionReply(new CognitoException('ServiceUnavailable', 'Service Unavailable'), 503);
    case 'internalError':
      return exceptionReply(new CognitoException('InternalErrorException', 'Something went wrong'), 500);
    case 'reset':
      return undefined;
    case 'slow': {
      const reply = await perform();
      // The timer alone does not keep the process running after its server has closed.
      await delay(fault.delayMs, undefined, { ref: false });
      return reply;
    }
  }
}
