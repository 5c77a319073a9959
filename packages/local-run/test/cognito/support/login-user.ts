import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { addressOf, password } from './harness';
import { LOGIN_POOL } from './managed-login';

/** Adds a confirmed user to the pool with a domain. Returns the sub. */
export async function addLoginUser(aws: CognitoIdentityProvider, Username: string): Promise<string> {
  const { User } = await aws.adminCreateUser({
    UserPoolId: LOGIN_POOL,
    Username,
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: addressOf(Username) },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: `The name of ${Username}` },
    ],
  });
  await aws.adminSetUserPassword({ UserPoolId: LOGIN_POOL, Username, Password: password, Permanent: true });
  return User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? '';
}
