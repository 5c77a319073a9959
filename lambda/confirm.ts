import { confirmSignUp } from './cognito/accounts';
import { optionalVariable } from './contract/environment';
import { ConfirmAndSignInRequest, ConfirmRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

const Confirm = optionalVariable('SIGN_IN_METHODS') ? ConfirmAndSignInRequest : ConfirmRequest;

/** POST /confirm: confirms an account with the code that Cognito sent to its e-mail address. Signs in, if asked to. */
export const handler = route(body(Confirm), async (confirmation) => {
  const signIn = await confirmSignUp(confirmation);
  return reply(200, { username: confirmation.username, confirmed: true, ...(signIn && { signIn }) });
});
