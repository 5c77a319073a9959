/** An answer that is not a success: the name and the words under which Cognito's clients know it. */
export class CognitoException extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The exception Cognito uses for most refusals; its message tells them apart. */
export const notAuthorized = (message: string) => new CognitoException('NotAuthorizedException', message);

/** A parameter is missing, malformed or does not fit the state of the user. */
export const invalidParameter = (message: string) => new CognitoException('InvalidParameterException', message);

/** Says the same for a wrong password and, with existence errors prevented, for an unknown user. */
export const incorrectCredentials = () => notAuthorized('Incorrect username or password.');

/** Admin operations, and clients that do not prevent existence errors, are told that nobody has this name. */
export const userNotFound = (message = 'User does not exist.') =>
  new CognitoException('UserNotFoundException', message);

/** No pool or no client has this id. */
export const resourceNotFound = (message: string) => new CognitoException('ResourceNotFoundException', message);

/** The code is missing, used, replaced or too old: ask for another one. */
export const expiredCode = () =>
  new CognitoException('ExpiredCodeException', 'Invalid code provided, please request a code again.');
