import { reply, route } from './shared/http';
import { accessToken } from './shared/readers';
import { signOutEverywhere } from './shared/sessions';

/** POST /sign-out-everywhere: ends every session of the caller, on all devices. */
export const handler = route(accessToken, async (token) => {
  await signOutEverywhere(token);
  return reply(204);
});
