import type { ResponseType } from './gateway-responses';

/** Thrown where API Gateway stops and answers by itself. */
export class GatewayError {
  /** `message` is API Gateway's own for the case, where it says more than its type: a caller may see it. */
  constructor(
    readonly type: ResponseType,
    readonly message?: string,
  ) {}
}
