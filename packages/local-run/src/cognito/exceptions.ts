/** An error reply of the API: `name` and `message` are what Cognito's clients receive. */
export class CognitoException extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Cognito's most general exception; only the message tells the cases apart. */
export const notAuthorized = (message: string) => new CognitoException('NotAuthorizedException', message);

/** A parameter is missing, malformed or not allowed in the user's state. */
export const invalidParameter = (message: string) => new CognitoException('InvalidParameterException', message);

/** For a wrong password and, with PreventUserExistenceErrors, for an unknown user. */
export const incorrectCredentials = () => notAuthorized('Incorrect username or password.');

/** For an unknown user, in admin operations and for clients without PreventUserExistenceErrors. */
export const userNotFound = (message = 'User does not exist.') =>
  new CognitoException('UserNotFoundException', message);

/** For an unknown pool, client, group or identity. */
export const resourceNotFound = (message: string) => new CognitoException('ResourceNotFoundException', message);

/** For a verification code that is missing, used, replaced or expired. */
export const expiredCode = () =>
  new CognitoException('ExpiredCodeException', 'Invalid code provided, please request a code again.');

/** For a verification code that is wrong. */
export const codeMismatch = () =>
  new CognitoException('CodeMismatchException', 'Invalid verification code provided, please try again.');

/** The type and stack of an unexpected error, for the log. Its message is left out, because it may quote a request. */
export function describeError(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').match(/^ +at .*$/gm) : undefined;
  const kind = error instanceof Error ? error.name : typeof error;
  return [`The embedded Cognito failed with ${kind}`, ...(frames ?? [])].join('\n');
}
