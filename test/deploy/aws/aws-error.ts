/** An error reply of an AWS service. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
