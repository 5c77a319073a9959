import type { StageConfig } from '../lib/stages/stage-config';
import { UserError } from '../lib/user-error';
import { assertOutputs, describeStack } from '../smoke/outputs';
import { type Variables, variablesFor } from './variables';

/** Reads the outputs of a deployed stage. Throws a UserError that says what is missing. */
export async function readDeployment(stage: StageConfig): Promise<Variables> {
  const outputs = await describeStack(stage);
  assertOutputs(stage, outputs, ['ApiUrl', 'Region', 'UserPoolId', 'UserPoolClientId']);
  const { ApiUrl = '', Region = '', UserPoolId = '', UserPoolClientId = '', LoginUrl } = outputs;
  for (const [name, value] of Object.entries({ ApiUrl, LoginUrl })) {
    if (value !== undefined && !URL.canParse(value)) {
      throw new UserError(`The output ${name} must be a URL, not "${value}"`);
    }
  }
  return variablesFor({
    apiUrl: ApiUrl,
    region: Region,
    userPoolId: UserPoolId,
    userPoolClientId: UserPoolClientId,
    loginUrl: LoginUrl,
  });
}
