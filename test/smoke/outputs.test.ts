import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { parseOptions } from '../../smoke/options';
import { readOutputs } from '../../smoke/outputs';

const cloudFormation = mockClient(CloudFormationClient);
const options = parseOptions(['-c', 'region=eu-west-1']);

const outputs = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
const stack = (values: Readonly<Record<string, string>>) => ({
  Stacks: [
    { StackName: '', CreationTime: new Date(), StackStatus: 'CREATE_COMPLETE' as const, Outputs: outputs(values) },
  ],
});
const ApiUrl = 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev';

beforeEach(() => cloudFormation.reset());

describe('outputs of the stack', () => {
  it('are read from CloudFormation, in the region of the stage', async () => {
    const described = stack({ ApiUrl: `${ApiUrl}/`, UserPoolId: 'eu-west-1_AbCdEfGhI', Region: 'eu-west-1' });
    cloudFormation.on(DescribeStacksCommand, { StackName: 'cognito-auth-api-dev' }).resolves(described);
    await expect(readOutputs(options)).resolves.toEqual({
      apiUrl: ApiUrl,
      userPoolId: 'eu-west-1_AbCdEfGhI',
      region: 'eu-west-1',
      identityPoolId: undefined,
    });
  });

  it('include the identity pool only if the stage has one', async () => {
    const described = stack({ ApiUrl, UserPoolId: 'p', Region: 'eu-west-1', IdentityPoolId: 'eu-west-1:1' });
    cloudFormation.on(DescribeStacksCommand).resolves(described);
    expect((await readOutputs(options)).identityPoolId).toBeUndefined();
    expect((await readOutputs(parseOptions(['-c', 'identityPool=true']))).identityPoolId).toBe('eu-west-1:1');
  });

  it('are missing if the stack does not exist', async () => {
    const message = 'Stack with id cognito-auth-api-dev does not exist';
    cloudFormation.on(DescribeStacksCommand).rejects(Object.assign(new Error(message), { name: 'ValidationError' }));
    await expect(readOutputs(options)).rejects.toThrow(
      'There is no stack cognito-auth-api-dev in eu-west-1. Deploy it first: npx cdk deploy -c stage=dev',
    );
  });

  it('are missing if the first deployment failed', async () => {
    cloudFormation.on(DescribeStacksCommand).resolves(stack({}));
    await expect(readOutputs(options)).rejects.toThrow(
      'The stack cognito-auth-api-dev has no output ApiUrl, UserPoolId, Region.',
    );
  });
});
