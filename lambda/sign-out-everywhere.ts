import { signOutEverywhere } from './cognito/sessions';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** POST /sign-out-everywhere: ends every session of the caller, on all devices. */
export const handler = route(accessToken, async (token) => {
  await signOutEverywhere(token);
  return reply(204);
});
