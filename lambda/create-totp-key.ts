import { createTotpKey } from './cognito/totp';
import { accessToken } from './http/inputs';
import { reply, route } from './http/route';

/** POST /mfa/totp: creates a TOTP key for the caller's authenticator app. PUT /mfa/totp enables it. */
export const handler = route(accessToken, async (token) => reply(200, await createTotpKey(token)));
