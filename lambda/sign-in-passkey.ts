import { requestPasskey } from './cognito/first-factors';
import { readVariables } from './contract/environment';
import { SendCodeRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

const { PASSKEY_RELYING_PARTY_ID } = readVariables('PASSKEY_RELYING_PARTY_ID');

/** POST /sign-in/passkey: replies with the options for the browser, whose passkey answers the challenge at POST /challenge. */
export const handler = route(body(SendCodeRequest), async ({ username }) =>
  reply(200, await requestPasskey(username, PASSKEY_RELYING_PARTY_ID)),
);
