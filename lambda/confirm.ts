import { confirmSignUp } from './cognito/accounts';
import { ConfirmAndSignInRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /confirm: confirms an account with the code that Cognito sent to its e-mail address. Signs in, if asked to. */
export const handler = route(body(ConfirmAndSignInRequest), async ({ username, code, password, signIn = false }) => {
  const signedIn = await confirmSignUp({ username, code, password, signIn });
  return reply(200, { username, confirmed: true, ...(signedIn && { signIn: signedIn }) });
});
