import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';

const client = new CognitoIdentityProviderClient({});

export async function handler(event: { headers: { Authorization?: string } }) {
  const AccessToken = event.headers.Authorization?.replace('Bearer ', '');
  if (!AccessToken) return { statusCode: 401, body: 'A token is needed' };
  const { Username, UserAttributes } = await client.send(new GetUserCommand({ AccessToken }));
  return { statusCode: 200, body: JSON.stringify({ Username, UserAttributes }) };
}
