import { readFileSync } from 'node:fs';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import type { StageConfig } from '../lib/stages/stage-config';
import { stackName } from '../lib/stages/stages';
import { UserError } from '../lib/user-error';
import type { Options } from './options';

/** The outputs of the stack that the smoke test needs. */
export interface Outputs {
  /** Without a trailing slash. */
  readonly apiUrl: string;
  readonly userPoolId: string;
  readonly region: string;
  /** Only if the stage has an identity pool. */
  readonly identityPoolId: string | undefined;
}

const OutputsFile = z.record(z.string(), z.record(z.string(), z.string()));

/** Reads the outputs from the file, or else from CloudFormation. Throws a UserError that says what is missing. */
export async function readOutputs({ stage, outputs: file }: Options): Promise<Outputs> {
  const all = file === undefined ? await describeStack(stage) : readFile(file, stage);
  assertOutputs(stage, all, ['ApiUrl', 'UserPoolId', 'Region', ...(stage.identityPool ? ['IdentityPoolId'] : [])]);
  const { ApiUrl = '', UserPoolId = '', Region = '', IdentityPoolId } = all;
  if (!URL.canParse(ApiUrl)) throw new UserError(`The output ApiUrl must be a URL, not "${ApiUrl}"`);
  return {
    apiUrl: ApiUrl.replace(/\/$/, ''),
    userPoolId: UserPoolId,
    region: Region,
    identityPoolId: stage.identityPool ? IdentityPoolId : undefined,
  };
}

/** Throws a UserError that lists the names that are not among the outputs. */
export function assertOutputs(
  stage: StageConfig,
  outputs: Readonly<Record<string, string>>,
  names: readonly string[],
): void {
  const missing = names.filter((name) => !outputs[name]);
  if (missing.length === 0) return;
  throw new UserError(
    `The stack ${stackName(stage)} has no output ${missing.join(', ')}. Deploy it again with the same settings (-c).`,
  );
}

function readFile(file: string, stage: StageConfig): Readonly<Record<string, string>> {
  const { data } = z.safeParse(OutputsFile, parseJson(file));
  if (!data) throw new UserError(`${file} must be the file that cdk deploy --outputs-file writes`);
  const outputs = data[stackName(stage)];
  if (outputs) return outputs;
  throw new UserError(`${file} has no stack ${stackName(stage)}, only: ${Object.keys(data).join(', ') || 'none'}`);
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`The outputs cannot be read from ${file}: ${(error as Error).message}`);
  }
}

/** The outputs of the stage's stack, from CloudFormation. Throws a UserError if it is not deployed. */
export async function describeStack(stage: StageConfig): Promise<Readonly<Record<string, string>>> {
  const client = new CloudFormationClient(stage.region ? { region: stage.region } : {});
  const StackName = stackName(stage);
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const outputs = stack?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ValidationError' || !message.includes('does not exist')) throw error;
    throw new UserError(
      `There is no stack ${StackName} in ${await client.config.region()}. Deploy it first: npx cdk deploy -c stage=${stage.name}`,
    );
  }
}
