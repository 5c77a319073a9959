import { resetPassword } from './cognito/passwords';
import { optionalVariable } from './contract/environment';
import { ResetPasswordAndPasskeysRequest, ResetPasswordRequest } from './contract/requests';
import { body } from './http/inputs';
import { assertStrongPassword } from './http/new-password';
import { reply, route } from './http/route';

const hasPasskeys = optionalVariable('SIGN_IN_METHODS')?.split(',').includes('passkey');
const ResetPassword = hasPasskeys ? ResetPasswordAndPasskeysRequest : ResetPasswordRequest;

/**
 * POST /reset-password: sets a new password with the code from POST /forgot-password, and ends all sessions. Removes all passkeys, if
 * asked to.
 */
export const handler = route(body(ResetPassword), async (reset) => {
  assertStrongPassword('newPassword', reset.newPassword);
  const removal = await resetPassword(reset);
  return removal ? reply(200, removal) : reply(204);
});
