import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { explainAwsError } from '../../smoke/aws-errors';

const named = (name: string, message = '') => Object.assign(new Error(message), { name });

describe('errors of AWS', () => {
  it.each([
    [named('CredentialsProviderError'), /^There are no AWS credentials\. Set /],
    [named('ExpiredTokenException'), /^AWS rejected the credentials \(ExpiredTokenException\)\. Renew them\.$/],
    [
      Object.assign(named('AccessDenied', 'no permission'), { $metadata: {} }),
      /^A call to AWS failed: AccessDenied: no permission$/,
    ],
  ])('are explained in a sentence: %s', (error, sentence) => {
    expect(explainAwsError(error)).toMatchObject({ name: 'UserError', message: expect.stringMatching(sentence) });
  });

  it('include a missing region', async () => {
    const region = async () => Promise.reject(new Error('Region is missing'));
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new CloudFormationClient({ region, credentials });
    const error = await client.send(new DescribeStacksCommand()).catch(explainAwsError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^There is no AWS region\. Set AWS_REGION/) });
  });

  it('are left as they are if their cause is in the program', () => {
    const error = new TypeError('not a function');
    expect(explainAwsError(error)).toBe(error);
  });
});
