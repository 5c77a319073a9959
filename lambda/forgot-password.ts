import { forgotPassword } from './cognito/passwords';
import { SendCodeRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

const message = 'If there is such an account, a code to reset its password is on its way';

/** POST /forgot-password: sends a code with which the password can be reset. */
export const handler = route(body(SendCodeRequest), async ({ username }) => {
  await forgotPassword(username);
  return reply(202, { message });
});
