import { forgotPassword } from './cognito/passwords';
import { SendCodeRequest } from './contract/requests';
import { body, inputs } from './http/inputs';
import { language } from './http/language';
import { reply, route } from './http/route';

const message = 'If the account exists, a code to reset the password has been sent';

/** POST /forgot-password: sends a code to reset the password. */
export const handler = route(
  inputs({ language, body: body(SendCodeRequest) }),
  async ({ language, body: { username } }) => {
    await forgotPassword(username, language);
    return reply(202, { message });
  },
);
