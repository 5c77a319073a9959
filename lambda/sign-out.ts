import { signOut } from './cognito/sessions';
import { RefreshTokenRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /sign-out: ends the session of a refresh token. */
export const handler = route(body(RefreshTokenRequest), async ({ refreshToken }) => {
  await signOut(refreshToken);
  return reply(204);
});
