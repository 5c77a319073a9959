import { reply, route } from './shared/http';
import { accessToken } from './shared/readers';
import { createTotpKey } from './shared/totp';

/** POST /mfa/totp: a key for the caller's authenticator app, which PUT /mfa/totp then turns on. */
export const handler = route(accessToken, async (token) => reply(200, await createTotpKey(token)));
