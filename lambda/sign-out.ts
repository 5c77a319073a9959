import { reply, route } from './shared/http';
import { body } from './shared/readers';
import { RefreshTokenRequest } from './shared/requests';
import { signOut } from './shared/sessions';

/** POST /sign-out: ends the session that the refresh token belongs to. */
export const handler = route(body(RefreshTokenRequest), async ({ refreshToken }) => {
  await signOut(refreshToken);
  return reply(204);
});
