import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { isShown, OPENID } from '../tokens/scopes';
import { authenticate } from '../tokens/tokens';
import { OAuthError } from './oauth-error';

/** GET and POST /oauth2/userInfo: who holds the access token, as far as its scopes show. All values are texts there. */
export async function userInfo(authorization: string | undefined, service: CognitoService): Promise<object> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new OAuthError('invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
  const { client, signIn } = await holder(token, service);
  const { user, scopes } = signIn;
  const { readable } = client.settings;
  const shown = [...user.attributes].filter(
    ([name]) => name === 'sub' || ((readable?.has(name) ?? true) && isShown(name, scopes)),
  );
  return { ...Object.fromEntries(shown), username: user.username };
}

async function holder(token: string, service: CognitoService) {
  try {
    return await authenticate(token, service, OPENID);
  } catch (error) {
    if (error instanceof CognitoException) throw new OAuthError('invalid_token', error.message, 401);
    throw error;
  }
}
