import { requestEmailCode } from './cognito/first-factors';
import { SendCodeRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /sign-in/email-code: sends a code by e-mail, which answers the challenge at POST /challenge. */
export const handler = route(body(SendCodeRequest), async ({ username }) =>
  reply(200, await requestEmailCode(username)),
);
