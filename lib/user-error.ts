/** A mistake that the person at the command line can mend; its message is all they need to see. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
