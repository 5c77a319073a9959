/** An error that the person at the command line can correct. Its message is complete: no stack trace is printed. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
