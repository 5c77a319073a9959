import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * A chain of triggers: the function of a trigger calls Cognito, which calls a trigger again. How long it is travels as in Lambda, in
 * the tracing header, which AWS SDKs send with each call if the function has the variable `_X_AMZN_TRACE_ID`.
 */
const lengthBefore = new AsyncLocalStorage<number>();

/** Handles a request to Cognito. Calls of triggers in it continue the chain of its sender. */
export function continueChain(request: IncomingMessage, handle: () => void): void {
  const [, length] = /(?:^|;)Lineage=local:(\d+)/.exec(String(request.headers['x-amzn-trace-id'])) ?? [];
  lengthBefore.run(Number(length ?? 0), handle);
}

/** Number of calls in the chain, the current call included. */
export function chainLength(): number {
  return (lengthBefore.getStore() ?? 0) + 1;
}

/** The value of `_X_AMZN_TRACE_ID` for a call. */
export function traceId(length: number): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const id = (bytes: number) => randomBytes(bytes).toString('hex');
  return `Root=1-${seconds}-${id(12)};Parent=${id(8)};Sampled=0;Lineage=local:${length}`;
}
