import { refresh } from './cognito/sessions';
import { RefreshTokenRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /refresh: exchanges the refresh token for new tokens, including a new refresh token. */
export const handler = route(body(RefreshTokenRequest), async ({ refreshToken }) =>
  reply(200, await refresh(refreshToken)),
);
