import { confirmSignUp } from './cognito/accounts';
import { ConfirmRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /confirm: confirms an account with the code that Cognito sent to its e-mail address. */
export const handler = route(body(ConfirmRequest), async ({ username, code, password }) => {
  await confirmSignUp(username, code, password);
  return reply(200, { username, confirmed: true });
});
