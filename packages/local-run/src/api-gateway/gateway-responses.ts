import type { GatewayResponse } from '../template/read-deployment';
import { headerValues, renderContext } from './parameter-mapping';
import type { HttpReply } from './proxy-reply';

/** Status and message of API Gateway's own for the types that the local run can meet, where the template has none. */
const own = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  BAD_REQUEST_BODY: [400, 'Invalid request body'],
  EXPIRED_TOKEN: [403, 'The security token included in the request is expired'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  INVALID_SIGNATURE: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  THROTTLED: [429, 'Too Many Requests'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  // A function that failed, or returned what is not a reply, has no type of its own.
  DEFAULT_5XX: [502, 'Internal server error'],
} as const satisfies Record<string, readonly [number, string]>;

export type ResponseType = keyof typeof own;

/** What API Gateway answers by itself: the template's response for the type, else for its class, else its own. */
export function createGatewayReply(
  type: ResponseType,
  responses: ReadonlyMap<string, GatewayResponse>,
  {
    requestId,
    header,
    message = own[type][1],
  }: { requestId: string; header: (name: string) => string | undefined; message?: string | undefined },
): HttpReply {
  const [status] = own[type];
  const response = responses.get(type) ?? responses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const context = {
    requestId,
    extendedRequestId: requestId,
    'error.message': message,
    'error.messageString': JSON.stringify(message),
    'error.responseType': type,
  };
  return {
    status: response?.status ?? status,
    headers: [['Content-Type', 'application/json'], ...headerValues(response?.headers ?? [], header)],
    body: Buffer.from(renderContext(response?.body ?? '{"message":$context.error.messageString}', context)),
  };
}
