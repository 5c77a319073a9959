/**
 * The result of an operation.
 *
 * @typedef {{ readonly body: Readonly<Record<string, unknown>>, readonly error?: undefined }
 *   | { readonly body?: undefined, readonly error: AwsError }} AwsResult
 *
 * @typedef {object} AwsError
 * @property {string} name the name of the exception, such as `UserNotFoundException`; `NoReply` if there is no usable reply
 * @property {string} message
 */

/**
 * Performs an operation of Amazon Cognito user pools in the local run as an administrator, such as `ListUsers`. Never throws.
 *
 * @param {string} operation
 * @param {object} input
 */
export function callCognito(operation, input) {
  return call('cognito-idp', `AWSCognitoIdentityProviderService.${operation}`, { version: '1.1', input });
}

/**
 * Performs an operation of DynamoDB in the local run, such as `Scan`. Never throws.
 *
 * @param {string} operation
 * @param {object} input
 */
export function callDynamoDb(operation, input) {
  return call('dynamodb', `DynamoDB_20120810.${operation}`, { version: '1.0', input });
}

/** More than an operation with a slow trigger takes. */
const TIMEOUT_MS = 30_000;

/**
 * @param {string} service
 * @param {string} target
 * @param {{ version: string, input: object }} request
 * @returns {Promise<AwsResult>}
 */
async function call(service, target, { version, input }) {
  try {
    const reply = await fetch(`aws/${service}`, {
      method: 'POST',
      headers: { 'Content-Type': `application/x-amz-json-${version}`, 'X-Amz-Target': target },
      body: JSON.stringify(input),
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await reply.text();
    const body = Object(text === '' ? {} : JSON.parse(text));
    return reply.ok ? { body } : { error: parseError(body) };
  } catch {
    return { error: { name: 'NoReply', message: 'The local run does not reply. Is npm start still running?' } };
  }
}

/**
 * DynamoDB puts a namespace before the name. Some exceptions of AWS have a `Message` with a capital.
 *
 * @param {Readonly<Record<string, unknown>>} body
 * @returns {AwsError}
 */
function parseError({ __type = 'Refused', message, Message }) {
  const name = String(__type).replace(/^.*#/, '');
  return { name, message: String(message ?? Message ?? name) };
}
