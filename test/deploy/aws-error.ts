/** An error that an AWS service answers with. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
