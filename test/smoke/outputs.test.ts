import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { stackName } from '../../lib/stages/stages';
import { temporaryFolder, writeFiles } from '../../packages/local-run/test/support/temporary-folder';
import { parseOptions } from '../../smoke/options';
import { readOutputs } from '../../smoke/outputs';

const [dev, prod] = [stackName({ name: 'dev' }), stackName({ name: 'prod' })];
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

const folder = temporaryFolder();

/** Writes an outputs file. Returns the options that read it. */
function fileWith(content: string) {
  writeFiles(folder, { 'outputs.json': content });
  return parseOptions(['--outputs', join(folder, 'outputs.json')]);
}

describe('outputs of the stack', () => {
  it.each([
    [`{"${prod}": {}}`, `has no stack ${dev}, only: ${prod}`],
    ['{}', `has no stack ${dev}, only: none`],
    [`{"${dev}": {"ApiUrl": 1}}`, 'must be the file that cdk deploy --outputs-file writes'],
    ['{', 'The outputs cannot be read from'],
    [
      `{"${dev}": {"ApiUrl": "${ApiUrl}"}}`,
      `The stack ${dev} has no output UserPoolId, Region. Deploy it again with the same settings (-c).`,
    ],
    [
      `{"${dev}": {"ApiUrl": "api", "UserPoolId": "p", "Region": "eu-west-1"}}`,
      'The output ApiUrl must be a URL, not "api"',
    ],
  ])('are rejected if the file has %s', async (content, message) => {
    await expect(readOutputs(fileWith(content))).rejects.toThrow(message);
  });

  it('are rejected if there is no file', async () => {
    await expect(readOutputs(parseOptions(['--outputs', 'nowhere.json']))).rejects.toThrow(
      'The outputs cannot be read from nowhere.json: ENOENT',
    );
  });

  it('are read from CloudFormation, in the region of the stage', async () => {
    const described = stack({ ApiUrl: `${ApiUrl}/`, UserPoolId: 'eu-west-1_AbCdEfGhI', Region: 'eu-west-1' });
    cloudFormation.on(DescribeStacksCommand, { StackName: dev }).resolves(described);
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
    const message = `Stack with id ${dev} does not exist`;
    cloudFormation.on(DescribeStacksCommand).rejects(Object.assign(new Error(message), { name: 'ValidationError' }));
    await expect(readOutputs(options)).rejects.toThrow(
      `There is no stack ${dev} in eu-west-1. Deploy it first: npx cdk deploy -c stage=dev`,
    );
  });

  it('are missing if the first deployment failed', async () => {
    cloudFormation.on(DescribeStacksCommand).resolves(stack({}));
    await expect(readOutputs(options)).rejects.toThrow(`The stack ${dev} has no output ApiUrl, UserPoolId, Region.`);
  });
});
