import { resendCode } from './shared/accounts';
import { reply, route } from './shared/http';
import { body } from './shared/readers';
import { SendCodeRequest } from './shared/requests';

const message = 'If this account waits to be confirmed, a new code is on its way';

/** POST /resend-code: sends a new code to an account that is not confirmed yet. */
export const handler = route(body(SendCodeRequest), async ({ username }) => {
  await resendCode(username);
  return reply(202, { message });
});
