import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';

const client = new CognitoIdentityProviderClient({});

export async function handler(event: { body: string }) {
  const { username, password } = JSON.parse(event.body);
  if (!username || !password) return { statusCode: 400, body: 'username and password are needed' };
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: process.env.USER_POOL_CLIENT_ID,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  const token = AuthenticationResult?.IdToken;
  return token ? { statusCode: 200, body: token } : { statusCode: 401, body: 'No token' };
}
