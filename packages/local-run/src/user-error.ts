/** Something that stops the local run, or one reload of it; the message is all that the developer needs to see. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
