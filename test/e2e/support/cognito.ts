import { localRun } from './local-run';

/** Performs an operation of the run's Cognito as an administrator, who needs any signature. Throws if Cognito refuses it. */
export async function callCognito(
  operation: string,
  input: object,
  { cognito, userPoolId }: Pick<ReturnType<typeof localRun>, 'cognito' | 'userPoolId'> = localRun(),
): Promise<void> {
  const reply = await fetch(cognito, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
      Authorization: 'AWS4-HMAC-SHA256 test',
    },
    body: JSON.stringify({ UserPoolId: userPoolId, ...input }),
  });
  if (!reply.ok) throw new Error(`${operation}: ${await reply.text()}`);
}
