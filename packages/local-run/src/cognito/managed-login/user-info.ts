import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import { isVisible, OPENID_SCOPE } from '../tokens/scopes';
import { verifyAccessToken } from '../tokens/tokens';
import { OAuthError } from './oauth-error';

/** GET and POST /oauth2/userInfo: the attributes of the token's user that its scopes allow. All values are strings. */
export async function userInfo(authorization: string | undefined, service: CognitoService): Promise<object> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new OAuthError('invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
  const { client, signIn } = await verifyToken(token, service);
  const { user, scopes } = signIn;
  const { readable } = client.settings;
  const visible = [...user.attributes].filter(
    ([name]) => name === 'sub' || ((readable?.has(name) ?? true) && isVisible(name, scopes)),
  );
  return { ...Object.fromEntries(visible), username: user.username };
}

async function verifyToken(token: string, service: CognitoService) {
  try {
    return await verifyAccessToken(token, service, OPENID_SCOPE);
  } catch (error) {
    if (error instanceof CognitoException) throw new OAuthError('invalid_token', error.message, 401);
    throw error;
  }
}
