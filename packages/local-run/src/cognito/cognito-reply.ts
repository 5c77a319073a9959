/** A response of the embedded Cognito before it is written. */
export interface CognitoReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A response with a JSON body. `headers` can override the content type. */
export function createJsonReply(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): CognitoReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
