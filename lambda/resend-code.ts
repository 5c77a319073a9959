import { resendCode } from './cognito/accounts';
import { SendCodeRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

const message = 'If this account waits to be confirmed, a new code is on its way';

/** POST /resend-code: sends a new code to an account that is not confirmed yet. */
export const handler = route(body(SendCodeRequest), async ({ username }) => {
  await resendCode(username);
  return reply(202, { message });
});
