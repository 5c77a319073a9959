import { CognitoIdentityProviderClient, ConfirmSignUpCommand } from '@aws-sdk/client-cognito-identity-provider';

const client = new CognitoIdentityProviderClient({});

export async function handler(event: { body: string }) {
  const { username, code } = JSON.parse(event.body);
  if (!username || !code) return { statusCode: 400, body: 'username and code are needed' };
  await client.send(
    new ConfirmSignUpCommand({
      ClientId: process.env.USER_POOL_CLIENT_ID,
      Username: username,
      ConfirmationCode: code,
    }),
  );
  return { statusCode: 200, body: 'Confirmed' };
}
