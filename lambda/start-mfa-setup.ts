import { startMfaSetup } from './cognito/mfa-setup';
import { MfaSetupRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /challenge/totp: creates a TOTP key for a user who must set up a second factor to sign in. */
export const handler = route(body(MfaSetupRequest), async (challenge) => reply(200, await startMfaSetup(challenge)));
