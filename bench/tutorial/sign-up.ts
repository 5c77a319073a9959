import { CognitoIdentityProviderClient, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';

const client = new CognitoIdentityProviderClient({});

export async function handler(event: { body: string }) {
  const { username, password, email } = JSON.parse(event.body);
  if (!username || !password || !email) return { statusCode: 400, body: 'username, password and email are needed' };
  await client.send(
    new SignUpCommand({
      ClientId: process.env.USER_POOL_CLIENT_ID,
      Username: username,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: email }],
    }),
  );
  return { statusCode: 200, body: 'Signed up' };
}
