import { reply, route } from './shared/http';
import { body } from './shared/readers';
import { RefreshTokenRequest } from './shared/requests';
import { refresh } from './shared/sessions';

/** POST /refresh: trades the refresh token for new tokens, a new refresh token among them. */
export const handler = route(body(RefreshTokenRequest), async ({ refreshToken }) =>
  reply(200, await refresh(refreshToken)),
);
