/** An error that the developer can fix. The terminal shows its message only, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
