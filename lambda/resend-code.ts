import { resendCode } from './cognito/accounts';
import { SendCodeRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

const message = 'If the account exists and is not confirmed, a new code has been sent';

/** POST /resend-code: sends a new code to an unconfirmed account. */
export const handler = route(body(SendCodeRequest), async ({ username }) => {
  await resendCode(username);
  return reply(202, { message });
});
