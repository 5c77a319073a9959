import { finishMfaSetup } from './cognito/sessions';
import { FinishMfaSetupRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** PUT /challenge/totp: enables the new TOTP key, and finishes the sign-in. */
export const handler = route(body(FinishMfaSetupRequest), async (setup) => reply(200, await finishMfaSetup(setup)));
