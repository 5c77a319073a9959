import { confirmEmail } from './cognito/accounts';
import { ConfirmEmailRequest } from './contract/requests';
import { accessToken, body, inputs } from './http/inputs';
import { reply, route } from './http/route';

/** POST /me/email/confirm: replaces the caller's e-mail address with the new one, to which the code was sent. */
export const handler = route(
  inputs({ accessToken, body: body(ConfirmEmailRequest) }),
  async ({ accessToken, body: { code } }) => {
    await confirmEmail(accessToken, code);
    return reply(204);
  },
);
