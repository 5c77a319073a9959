import { confirmSignUp } from './cognito/accounts';
import { ConfirmRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /confirm: proves that the e-mail address is theirs, with the code Cognito sent to it. */
export const handler = route(body(ConfirmRequest), async ({ username, code }) => {
  await confirmSignUp(username, code);
  return reply(200, { username, confirmed: true });
});
