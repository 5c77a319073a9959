import { resendCode } from './cognito/accounts';
import { SendCodeRequest } from './contract/requests';
import { body, inputs } from './http/inputs';
import { language } from './http/language';
import { reply, route } from './http/route';

const message = 'If the account exists and is not confirmed, a new code has been sent';

/** POST /resend-code: sends a new code to an unconfirmed account. */
export const handler = route(
  inputs({ language, body: body(SendCodeRequest) }),
  async ({ language, body: { username } }) => {
    await resendCode(username, language);
    return reply(202, { message });
  },
);
