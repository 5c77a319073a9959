import { confirmSignUp } from './shared/accounts';
import { reply, route } from './shared/http';
import { body } from './shared/readers';
import { ConfirmRequest } from './shared/requests';

/** POST /confirm: proves that the e-mail address is theirs, with the code Cognito sent to it. */
export const handler = route(body(ConfirmRequest), async ({ username, code }) => {
  await confirmSignUp(username, code);
  return reply(200, { username, confirmed: true });
});
