import type { HttpReply } from '../http/reply';
import type { GatewayResponse } from '../template/deployment';
import { headerValues, renderContext } from '../template/parameter-mapping';

/** API Gateway's default status and message for the response types that occur locally. */
const defaults = {
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
  // A function that failed or returned a malformed result. API Gateway has no type for this.
  DEFAULT_5XX: [502, 'Internal server error'],
} as const satisfies Record<string, readonly [number, string]>;

/** A type of gateway response, with API Gateway's name. */
export type ResponseType = keyof typeof defaults;

/** Thrown where API Gateway answers without calling the integration. */
export class GatewayError {
  /** `message` replaces the default message of the type. The caller may see it. */
  constructor(
    readonly type: ResponseType,
    readonly message?: string,
  ) {}
}

/** Values of the header x-amzn-ErrorType. Recorded for an unknown route; the others follow the names of the types. */
const errorTypes: Readonly<Record<ResponseType, string>> = {
  ACCESS_DENIED: 'AccessDeniedException',
  AUTHORIZER_FAILURE: 'InternalServerErrorException',
  BAD_REQUEST_BODY: 'BadRequestException',
  DEFAULT_5XX: 'InternalServerErrorException',
  EXPIRED_TOKEN: 'ExpiredTokenException',
  INTEGRATION_TIMEOUT: 'InternalServerErrorException',
  INVALID_SIGNATURE: 'InvalidSignatureException',
  MISSING_AUTHENTICATION_TOKEN: 'MissingAuthenticationTokenException',
  REQUEST_TOO_LARGE: 'RequestTooLargeException',
  THROTTLED: 'TooManyRequestsException',
  UNAUTHORIZED: 'UnauthorizedException',
};

/** "Customizing the default gateway response for 413 REQUEST_TOO_LARGE isn't currently supported" (important notes). */
const FIXED_TYPE: ResponseType = 'REQUEST_TOO_LARGE';

/**
 * Creates a reply of API Gateway itself: the gateway response of the template for the type, otherwise the one for its
 * class (DEFAULT_4XX or DEFAULT_5XX), otherwise the default of API Gateway. REQUEST_TOO_LARGE always has the default.
 */
export function createGatewayReply(
  type: ResponseType,
  responses: ReadonlyMap<string, GatewayResponse>,
  {
    requestId,
    header,
    message = defaults[type][1],
  }: { requestId: string; header: (name: string) => string | undefined; message?: string | undefined },
): HttpReply {
  const [status] = defaults[type];
  const ofClass = () => responses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const response = type === FIXED_TYPE ? undefined : (responses.get(type) ?? ofClass());
  const context = {
    requestId,
    extendedRequestId: requestId,
    'error.message': message,
    'error.messageString': JSON.stringify(message),
    'error.responseType': type,
  };
  return {
    status: response?.status ?? status,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', errorTypes[type]],
      ...headerValues(response?.headers ?? [], header),
    ],
    body: Buffer.from(renderContext(response?.body ?? '{"message":$context.error.messageString}', context)),
  };
}
