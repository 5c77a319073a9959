import { changeEmail } from './cognito/accounts';
import { ChangeEmailRequest } from './contract/requests';
import { assertAllowedDomain } from './http/email-domain';
import { accessToken, body, inputs } from './http/inputs';
import { language } from './http/language';
import { reply, route } from './http/route';

const message =
  'If the address can be used, a code has been sent to it. Until it is confirmed, the old address stays valid';

/** PUT /me/email: sends a code to a new e-mail address of the caller. POST /me/email/confirm makes the change. */
export const handler = route(
  inputs({ accessToken, language, body: body(ChangeEmailRequest) }),
  async ({ accessToken, language, body: { email } }) => {
    assertAllowedDomain('email', email);
    await changeEmail(accessToken, email, language);
    return reply(202, { message });
  },
);
