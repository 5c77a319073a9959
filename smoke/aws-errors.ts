import { UserError } from '../lib/user-error';

const CREDENTIALS =
  'There are no AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run "aws sso login".';
const REGION = 'There is no AWS region. Set AWS_REGION, or the setting "region" of the stage.';

/** Names of the errors with which AWS rejects credentials. */
const rejections = [
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

/** A sentence for an error that the caller can solve; any other error unchanged. */
export function explainAwsError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'CredentialsProviderError') return new UserError(CREDENTIALS);
  if (error.message === 'Region is missing') return new UserError(REGION);
  if (rejections.includes(error.name))
    return new UserError(`AWS rejected the credentials (${error.name}). Renew them.`);
  return '$metadata' in error ? new UserError(`A call to AWS failed: ${error.name}: ${error.message}`) : error;
}
