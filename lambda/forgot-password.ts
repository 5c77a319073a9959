import { forgotPassword } from './cognito/passwords';
import { SendCodeRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

const message = 'If the account exists, a code to reset the password has been sent';

/** POST /forgot-password: sends a code to reset the password. */
export const handler = route(body(SendCodeRequest), async ({ username }) => {
  await forgotPassword(username);
  return reply(202, { message });
});
