import { createTotpKey } from './cognito/totp';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** POST /mfa/totp: a key for the caller's authenticator app, which PUT /mfa/totp then turns on. */
export const handler = route(accessToken, async (token) => reply(200, await createTotpKey(token)));
